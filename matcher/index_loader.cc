#include "matcher/index_loader.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "matcher/artifact_names.h"
#include "matcher/index/hash.h"
#include "matcher/index/layout.h"
#include "matcher/index/segment_builder.h"
#include "matcher/parallel.h"
#include "matcher/repository_maps.h"

namespace claircore::matcher {
namespace {

using internal::ToAbsl;
using internal::ToStd;

std::string Hex(uint64_t n) { return absl::StrCat(absl::Hex(n, absl::kZeroPad16)); }

void Warn(const Context& context, std::string_view what, const absl::Status& status) {
  const std::string text = absl::StrCat(ToAbsl(what), ": ", status.ToString());
  context.observer().Log(LogLevel::kWarning, text);
}

// Measures a piece of work as an Observer's span.
class Stopwatch {
 public:
  Stopwatch(const Context& context, std::string_view name, std::string_view subject)
      : context_(context), name_(name), subject_(subject), begin_(context.clock().Steady()) {}
  ~Stopwatch() { context_.observer().Span(name_, subject_, context_.clock().Steady() - begin_); }

 private:
  const Context& context_;
  std::string_view name_, subject_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace

IndexLoader::IndexLoader(const MatchOptions& options) : options_(options) {
  std::set<std::string_view> schemes;
  for (const auto& scheme : options.schemes.all()) schemes.insert(scheme->name());
  uint64_t hash = StableHash(absl::StrCat(kFormatVersion, ".", kKeyFormat));
  for (const std::string_view name : schemes) hash = StableHash(name, hash);
  configuration_ = Hex(hash);
}

std::string IndexLoader::SegmentName(const UpdateOperation& o) const {
  // The date and the fingerprint too: two stores may give two operations one ref.
  const uint64_t operation =
      StableHash(o.ref, StableHash(o.fingerprint, o.date.time_since_epoch().count()));
  return absl::StrCat(Hex(StableHash(o.updater)), "-", Hex(operation), "-", configuration_);
}

absl::StatusOr<IndexLoader::Current> IndexLoader::ReadCurrent(const Context& context) const {
  VulnerabilityStore& store = *options_.store;
  CLAIRCORE_ASSIGN_OR_RETURN(std::vector<UpdateOperation> all, store.ListUpdates(context, ""));
  CLAIRCORE_ASSIGN_OR_RETURN(std::vector<UpdaterStatus> statuses, store.ListUpdaterStatus(context));
  std::map<std::string, UpdateOperation> newest;  // the list begins with the newest
  std::set<std::string> enrichers;
  for (UpdateOperation& operation : all) {
    if (operation.kind == UpdateKind::kVulnerability) {
      newest.try_emplace(operation.updater, operation);
    } else {
      enrichers.insert(operation.updater);
    }
  }
  // Those speak only where they matter.
  for (const RepositoryMapping* mapping : MappingsOf(options_.matchers)) {
    enrichers.emplace(mapping->updater);
  }
  std::map<std::string, Freshness> fresh;
  for (const std::string& updater : options_.configured_updaters) {
    if (!enrichers.contains(updater)) fresh[updater];
  }
  Current current;
  for (auto& [updater, operation] : newest) {
    Freshness& f = fresh[updater];
    f.update_ref = operation.ref;
    f.fingerprint = operation.fingerprint;
    f.date = operation.date;
    current.operations.push_back(std::move(operation));
  }
  for (UpdaterStatus& status : statuses) {
    if (enrichers.contains(status.updater)) continue;
    Freshness& f = fresh[status.updater];
    f.checked = status.last_attempt;
    f.last_error = std::move(status.last_error);
  }
  for (auto& [updater, f] : fresh) {
    f.updater = updater;
    current.freshness.push_back(std::move(f));
  }
  return current;
}

absl::StatusOr<std::shared_ptr<const CompiledIndex>> IndexLoader::Load(
    const Context& context, const CompiledIndex* previous) const {
  const Stopwatch watch(context, "match.refresh", "");
  // An operation may be collected between listing and reading it; then there is a newer one.
  for (int attempt = 0;; ++attempt) {
    CLAIRCORE_ASSIGN_OR_RETURN(Current current, ReadCurrent(context));
    const std::vector<UpdateOperation>& operations = current.operations;
    std::vector<absl::StatusOr<std::shared_ptr<const Segment>>> loaded(
        operations.size(), absl::CancelledError("not begun"));
    const absl::Status status = InOrder(
        options_.executor, operations.size(), std::max<size_t>(operations.size(), 1),
        [&](size_t i, size_t) {
          bool damaged = false;
          if (previous != nullptr) {
            for (const auto& segment : previous->segments()) {
              const SegmentMeta& meta = segment->meta();
              if (meta.updater != operations[i].updater || meta.ref != operations[i].ref) continue;
              damaged = segment->damaged();
              if (damaged) continue;
              loaded[i] = segment;
              return;
            }
          }
          loaded[i] = LoadSegment(context, operations[i], damaged);
        },
        [&](size_t i, size_t) { return loaded[i].status(); });
    if (absl::IsNotFound(status) && attempt < 3) continue;
    CLAIRCORE_RETURN_IF_ERROR(status);
    std::vector<std::shared_ptr<const Segment>> segments;
    for (auto& segment : loaded) segments.push_back(*std::move(segment));
    DropStale(context, operations);
    return std::make_shared<const CompiledIndex>(std::move(segments), std::move(current.freshness));
  }
}

std::shared_ptr<const Segment> IndexLoader::OpenStored(const Context& context,
                                                       std::string_view name,
                                                       const UpdateOperation& operation) const {
  if (options_.segments == nullptr) return nullptr;
  auto bytes = options_.segments->Open(context, name);
  if (!bytes.ok()) {
    if (!absl::IsNotFound(bytes.status())) Warn(context, "segment store", bytes.status());
    return nullptr;
  }
  auto segment = Segment::Open(*std::move(bytes), options_.schemes);
  if (!segment.ok()) {
    Warn(context, operation.updater, segment.status());
    return nullptr;
  }
  const SegmentMeta& meta = (*segment)->meta();
  if (meta.updater != operation.updater || meta.ref != operation.ref) return nullptr;
  return *std::move(segment);
}

absl::StatusOr<std::shared_ptr<const Segment>> IndexLoader::LoadSegment(
    const Context& context, const UpdateOperation& operation, bool anew) const {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::string name = SegmentName(operation);
  if (!anew) {
    if (auto stored = OpenStored(context, name, operation)) return stored;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::string bytes, CompileOperation(context, operation));
  if (options_.segments != nullptr) {
    const absl::Status put = options_.segments->Put(context, name, bytes);
    if (!put.ok()) Warn(context, "segment store", put);  // a cache: the memory copy serves as well
    if (put.ok()) {
      if (auto stored = OpenStored(context, name, operation)) return stored;
    }
  }
  return Segment::Open(ShareString(std::move(bytes)), options_.schemes);
}

absl::StatusOr<std::string> IndexLoader::CompileOperation(const Context& context,
                                                          const UpdateOperation& operation) const {
  const Stopwatch watch(context, "match.compile", operation.updater);
  SegmentBuilder builder(operation.updater, operation.ref, options_.schemes);
  CLAIRCORE_RETURN_IF_ERROR(
      options_.store->ForEach(context, operation.ref, [&](const Advisory& advisory) {
        CLAIRCORE_RETURN_IF_ERROR(context.Check());
        return builder.Add(advisory);
      }));
  return builder.Finish();
}

absl::StatusOr<std::shared_ptr<const Segment>> IndexLoader::Compile(
    const Context& context, std::string_view updater, std::string_view ref,
    std::span<const Advisory> advisories) const {
  SegmentBuilder builder(updater, ref, options_.schemes);
  for (const Advisory& advisory : advisories) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_RETURN_IF_ERROR(builder.Add(advisory));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::string bytes, builder.Finish());
  return Segment::Open(ShareString(std::move(bytes)), options_.schemes);
}

absl::StatusOr<NamespacesList> IndexLoader::ReadNamespaces(
    const Context& context, const std::vector<UpdateOperation>& operations,
    const CompiledIndex* previous) const {
  NamespacesList list;
  for (const UpdateOperation& operation : operations) {
    if (previous != nullptr) {  // by updater, as operations are
      const NamespacesList& known = previous->namespaces();
      const auto it = std::lower_bound(
          known.begin(), known.end(), operation.updater,
          [](const auto& one, const std::string& updater) { return one->updater < updater; });
      if (it != known.end() && (*it)->updater == operation.updater && (*it)->ref == operation.ref) {
        list.push_back(*it);
        continue;
      }
    }
    auto one = std::make_shared<Namespaces>();
    one->updater = operation.updater;
    one->ref = operation.ref;
    CLAIRCORE_RETURN_IF_ERROR(options_.store->ForEachNamespace(
        context, operation.ref, [&](std::string_view ns, std::string_view scheme) {
          one->ns_scheme.emplace_back(ns, scheme);
          return context.Check();
        }));
    list.push_back(std::move(one));
  }
  return list;
}

absl::StatusOr<std::shared_ptr<const CompiledIndex>> IndexLoader::LoadKeys(
    const Context& context, std::span<const PackageKey> keys, const CompiledIndex* previous) const {
  CLAIRCORE_ASSIGN_OR_RETURN(Current current, ReadCurrent(context));
  absl::StatusOr<NamespacesList> namespaces = ReadNamespaces(context, current.operations, previous);
  // An operation may be collected between listing and reading it; then there is a newer one.
  for (int attempt = 0; absl::IsNotFound(namespaces.status()) && attempt < 3; ++attempt) {
    CLAIRCORE_ASSIGN_OR_RETURN(current, ReadCurrent(context));
    namespaces = ReadNamespaces(context, current.operations, previous);
  }
  CLAIRCORE_RETURN_IF_ERROR(namespaces.status());
  struct Found {
    std::string ref;
    std::vector<Advisory> advisories;
  };
  std::map<std::string, Found> by_updater;
  if (!keys.empty()) {
    CLAIRCORE_RETURN_IF_ERROR(options_.store->Find(
        context, keys, [&](const UpdateOperation& operation, const Advisory& advisory) {
          Found& found = by_updater[operation.updater];
          found.ref = operation.ref;
          found.advisories.push_back(advisory);
          return context.Check();
        }));
  }
  std::vector<std::shared_ptr<const Segment>> segments;
  for (auto& [updater, found] : by_updater) {
    // In one order whatever the store's, and once, though two keys led to it.
    std::sort(found.advisories.begin(), found.advisories.end());
    found.advisories.erase(std::unique(found.advisories.begin(), found.advisories.end()),
                           found.advisories.end());
    CLAIRCORE_ASSIGN_OR_RETURN(auto segment,
                               Compile(context, updater, found.ref, found.advisories));
    segments.push_back(std::move(segment));
  }
  return std::make_shared<const CompiledIndex>(std::move(segments), std::move(current.freshness),
                                               *std::move(namespaces));
}

absl::Status IndexLoader::AddNames(const Context& context, const std::set<PackageKey>& artifacts,
                                   const CompiledIndex& index, std::set<PackageKey>& keys) const {
  if (artifacts.empty()) return absl::OkStatus();
  std::set<std::pair<std::string, std::string>> wanted;
  for (const PackageKey& one : artifacts) wanted.emplace(one.ns, one.scheme);
  const auto speaks = [&](const auto& of) {
    return std::any_of(of->ns_scheme.begin(), of->ns_scheme.end(),
                       [&](const auto& one) { return wanted.contains(one); });
  };
  for (int attempt = 0;; ++attempt) {
    CLAIRCORE_ASSIGN_OR_RETURN(const Current current, ReadCurrent(context));
    absl::StatusOr<NamespacesList> namespaces = ReadNamespaces(context, current.operations, &index);
    absl::Status status = namespaces.status();
    if (status.ok()) {
      for (const auto& of : *namespaces) {
        if (!speaks(of) || !status.ok()) continue;
        status = options_.store->ForEach(context, of->ref, [&](const Advisory& advisory) {
          for (const Affected& affected : advisory.affected) {
            const PackageKey& key = affected.key;
            const std::string_view artifact = ArtifactOf(key.name);
            if (artifact.empty()) continue;
            if (artifacts.contains({key.ns, std::string(artifact), key.scheme})) keys.insert(key);
          }
          return context.Check();
        });
      }
    }
    // An operation may be collected between listing and reading it; then there is a newer one.
    if (!absl::IsNotFound(status) || attempt == 3) return status;
  }
}

// Segments of older operations of these updaters. Whoever still reads one keeps its bytes.
void IndexLoader::DropStale(const Context& context,
                            const std::vector<UpdateOperation>& operations) const {
  if (options_.segments == nullptr) return;
  const auto names = options_.segments->List(context);
  if (!names.ok()) return Warn(context, "segment store", names.status());
  std::set<std::string> kept;
  std::set<std::string> updaters;
  for (const UpdateOperation& operation : operations) {
    kept.insert(SegmentName(operation));
    updaters.insert(Hex(StableHash(operation.updater)));
  }
  for (const std::string& name : *names) {
    if (kept.contains(name) || !absl::EndsWith(name, configuration_)) continue;
    if (!updaters.contains(name.substr(0, name.find('-')))) continue;
    const absl::Status gone = options_.segments->Delete(context, name);
    if (!gone.ok() && !absl::IsNotFound(gone)) Warn(context, "segment store", gone);
  }
}

}  // namespace claircore::matcher
