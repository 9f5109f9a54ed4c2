#include "claircore/storage/memory/index_part.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/codec/codec.h"
#include "claircore/internal/status_macros.h"

namespace claircore::memory {
namespace {

// The names under which FindRecords() finds a package.
std::vector<std::string> FoldedNames(const Package& package) {
  std::vector<std::string> names = {FoldName(package.name)};
  if (package.source != nullptr) names.push_back(FoldName(package.source->name));
  if (!package.module.empty()) names.push_back(FoldName(package.module));
  return names;
}

std::string JoinNames(const IndexReport& report) {
  std::set<std::string> names;
  for (const auto& [id, package] : report.packages) {
    for (std::string& name : FoldedNames(package)) {
      // A newline ends a name here; whoever has one in a name is found under its first line, and
      // FindRecords() cuts what it is asked for in the same way.
      names.insert(name.substr(0, name.find('\n')));
    }
  }
  std::string joined;
  for (const std::string& name : names) absl::StrAppend(&joined, name, "\n");
  return joined;
}

// One package of a report as a matcher sees it: without its owned occurrences.
absl::Status VisitPackage(
    const Digest& manifest, const IndexReport& report, const std::string& id,
    const Package& package,
    absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit) {
  std::vector<Environment> environments;
  bool owned = false;
  if (const auto it = report.environments.find(id); it != report.environments.end()) {
    for (const Environment& environment : it->second) {
      if (environment.owner_id.empty()) {
        environments.push_back(environment);
      } else {
        owned = true;
      }
    }
  }
  // Its owner is what matters, and is visited under its own name.
  if (owned && environments.empty()) return absl::OkStatus();
  // Ids are decimal: a shorter one is a smaller number.
  const auto by_number = [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  };
  std::set<std::string, decltype(by_number)> distribution_ids(by_number);
  std::set<std::string, decltype(by_number)> repository_ids(by_number);
  for (const Environment& environment : environments) {
    distribution_ids.insert(environment.distribution_id);
    repository_ids.insert(environment.repository_ids.begin(), environment.repository_ids.end());
  }
  std::vector<const Distribution*> distributions;
  for (const std::string& wanted : distribution_ids) {
    const auto it = report.distributions.find(wanted);
    if (it != report.distributions.end()) distributions.push_back(&it->second);
  }
  std::vector<const Repository*> repositories;
  for (const std::string& wanted : repository_ids) {
    const auto it = report.repositories.find(wanted);
    if (it != report.repositories.end()) repositories.push_back(&it->second);
  }
  return visit(manifest, IndexRecord{.package = &package,
                                     .environments = environments,
                                     .distributions = distributions,
                                     .repositories = repositories});
}

absl::StatusOr<IndexReport> DecodeReport(const IndexPart::StoredManifest& manifest) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string bytes, manifest.report->Decompress());
  return codec::Decode<IndexReport>(bytes);
}

}  // namespace

absl::Status IndexPart::RegisterScanners(const Context& context, std::span<const ScannerId>) {
  // A store of rows would give them numbers; here findings lie under the scanner's own name.
  return context.Check();
}

absl::StatusOr<std::vector<bool>> IndexPart::LayersScanned(const Context& context,
                                                           std::span<const Digest> layers,
                                                           std::span<const ScannerId> scanners) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::vector<bool> scanned;
  scanned.reserve(layers.size() * scanners.size());
  const std::lock_guard lock(mutex_);
  for (const Digest& layer : layers) {
    const auto it = stored_.layers.find(layer);
    for (const ScannerId& scanner : scanners) {
      scanned.push_back(it != stored_.layers.end() && it->second.contains(scanner));
    }
  }
  return scanned;
}

absl::Status IndexPart::PutLayerFindings(const Context& context, const Digest& layer,
                                         std::span<const ScannerFindings> findings) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::vector<std::pair<ScannerId, std::shared_ptr<const Blob>>> blobs;
  for (const ScannerFindings& f : findings) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    blobs.emplace_back(f.scanner, Blob::Compress(codec::Encode(f.findings)));
  }
  const std::lock_guard lock(mutex_);
  auto& by_scanner = stored_.layers[layer];
  for (auto& [scanner, blob] : blobs) by_scanner[scanner] = std::move(blob);
  changed_->store(true);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<LayerFindings>> IndexPart::GetLayerFindings(
    const Context& context, const Digest& layer, std::span<const ScannerId> scanners) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::vector<std::shared_ptr<const Blob>> blobs;
  {
    const std::lock_guard lock(mutex_);
    const auto it = stored_.layers.find(layer);
    for (const ScannerId& scanner : scanners) {
      if (it == stored_.layers.end() || !it->second.contains(scanner)) {
        return absl::NotFoundError(
            absl::StrCat("no findings of ", scanner.name, " for layer ", layer.ToString()));
      }
      blobs.push_back(it->second.at(scanner));
    }
  }
  std::vector<LayerFindings> findings;
  for (const auto& blob : blobs) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string bytes, blob->Decompress());
    CLAIRCORE_ASSIGN_OR_RETURN(findings.emplace_back(), codec::Decode<LayerFindings>(bytes));
  }
  return findings;
}

absl::Status IndexPart::PutIndexReport(const Context& context, const Manifest& manifest,
                                       const IndexReport& report, std::string_view state) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  auto stored = std::make_shared<StoredManifest>();
  for (const LayerDescription& layer : manifest.layers) stored->layers.push_back(layer.digest);
  stored->state = state;
  stored->report = Blob::Compress(codec::Encode(report));
  const std::string names = JoinNames(report);
  stored->names = Blob::Compress(names);
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  if (names_ready_) {
    RemoveName(manifest.digest);
    for (size_t at = 0; at < names.size();) {
      const size_t end = names.find('\n', at);
      names_[names.substr(at, end - at)].insert(manifest.digest);
      at = end + 1;
    }
  }
  stored_.manifests[manifest.digest] = std::move(stored);
  changed_->store(true);
  return absl::OkStatus();
}

absl::StatusOr<IndexStore::StoredReport> IndexPart::GetIndexReport(const Context& context,
                                                                   const Digest& manifest) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::shared_ptr<const StoredManifest> stored;
  {
    const std::lock_guard lock(mutex_);
    const auto it = stored_.manifests.find(manifest);
    if (it == stored_.manifests.end()) {
      return absl::NotFoundError(absl::StrCat("no index report of ", manifest.ToString()));
    }
    stored = it->second;
  }
  StoredReport result;
  CLAIRCORE_ASSIGN_OR_RETURN(result.report, DecodeReport(*stored));
  result.state = stored->state;
  return result;
}

absl::Status IndexPart::FindRecords(
    const Context& context, std::span<const std::string> names,
    absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::set<std::string> wanted;
  for (const std::string& name : names) wanted.insert(FoldName(name));
  std::map<Digest, std::shared_ptr<const StoredManifest>> manifests;
  {
    const std::lock_guard lock(mutex_);
    CLAIRCORE_RETURN_IF_ERROR(EnsureNames());
    for (const std::string& name : wanted) {
      const auto it = names_.find(name.substr(0, name.find('\n')));
      if (it == names_.end()) continue;
      for (const Digest& digest : it->second) {
        const auto stored = stored_.manifests.find(digest);
        if (stored != stored_.manifests.end()) manifests.insert(*stored);
      }
    }
  }
  for (const auto& [digest, stored] : manifests) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const IndexReport report, DecodeReport(*stored));
    for (const auto& [id, package] : report.packages) {
      const std::vector<std::string> folded = FoldedNames(package);
      const bool hit = std::any_of(folded.begin(), folded.end(),
                                   [&](const std::string& n) { return wanted.contains(n); });
      if (hit) CLAIRCORE_RETURN_IF_ERROR(VisitPackage(digest, report, id, package, visit));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Digest>> IndexPart::DeleteManifests(const Context& context,
                                                               std::span<const Digest> manifests) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  std::vector<Digest> deleted;
  std::set<Digest> orphans;
  for (const Digest& digest : manifests) {
    const auto it = stored_.manifests.find(digest);
    if (it == stored_.manifests.end()) continue;
    orphans.insert(it->second->layers.begin(), it->second->layers.end());
    if (names_ready_) RemoveName(digest);
    stored_.manifests.erase(it);
    deleted.push_back(digest);
  }
  if (deleted.empty()) return deleted;
  for (const auto& [digest, stored] : stored_.manifests) {
    for (const Digest& layer : stored->layers) orphans.erase(layer);
  }
  for (const Digest& layer : orphans) stored_.layers.erase(layer);
  changed_->store(true);
  return deleted;
}

absl::Status IndexPart::EnsureNames() {
  if (names_ready_) return absl::OkStatus();
  Names names;
  for (const auto& [digest, stored] : stored_.manifests) {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string joined, stored->names->Decompress());
    if (!joined.empty() && joined.back() != '\n') {
      return absl::DataLossError("a table of package names is damaged");
    }
    for (size_t at = 0; at < joined.size();) {
      const size_t end = joined.find('\n', at);
      names[joined.substr(at, end - at)].insert(digest);
      at = end + 1;
    }
  }
  names_ = std::move(names);
  names_ready_ = true;
  return absl::OkStatus();
}

void IndexPart::RemoveName(const Digest& manifest) {
  const auto it = stored_.manifests.find(manifest);
  if (it == stored_.manifests.end()) return;
  const auto joined = it->second->names->Decompress();
  // Unreadable only if the file was damaged after EnsureNames() read it.
  if (!joined.ok()) return;
  for (size_t at = 0; at < joined->size();) {
    const size_t end = joined->find('\n', at);
    const auto name = names_.find(std::string_view(*joined).substr(at, end - at));
    if (name != names_.end()) {
      name->second.erase(manifest);
      if (name->second.empty()) names_.erase(name);
    }
    at = end + 1;
  }
}

IndexPart::Snapshot IndexPart::Take() const {
  const std::lock_guard lock(mutex_);
  return stored_;
}

void IndexPart::Restore(Snapshot snapshot) {
  const std::lock_guard lock(mutex_);
  stored_ = std::move(snapshot);
  names_.clear();
  names_ready_ = false;
}

}  // namespace claircore::memory
