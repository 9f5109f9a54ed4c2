#include "indexer/linked_stage.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/hash.h"
#include "claircore/base/utf8.h"
#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/canonical.h"
#include "indexer/reportable.h"
#include "indexer/sinks.h"

namespace claircore::internal {
namespace {

using walk::OtherName;

// What one scanner is to see of one layer: since when each name is there, by the name as findings
// have it.
struct Task {
  std::vector<OtherName> names;
  std::map<std::string, size_t> since;
  ScannerId id;
};

// Where the findings of `names` are stored. Changes with the names, and with the scanner.
ScannerId IdOf(const ScannerId& scanner, const std::vector<OtherName>& names) {
  std::string text;
  for (const OtherName& name : names) {
    absl::StrAppend(&text, name.path.size(), ":", name.path, name.file.size(), ":", name.file);
  }
  const std::string hash = base::HashOf(base::HashKind::kSha256, text).value_or(text);
  const std::string bytes = base::ToHex(std::string_view(hash).substr(0, 16));
  return {absl::StrCat(scanner.name, "+names.", bytes), scanner.version};
}

// What of the findings rests on files that `keep` accepts.
template <typename Keep>
absl::StatusOr<LayerFindings> Select(const Context& context, const LayerFindings& from, Keep keep) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  LayerFindings to;
  std::vector<uint32_t> numbers(from.packages.size(), kNone);
  for (size_t i = 0; i < from.packages.size(); ++i) {
    if (!keep(from.packages[i].filepath)) continue;
    numbers[i] = static_cast<uint32_t>(to.packages.size());
    to.packages.push_back(from.packages[i]);
  }
  for (const OwnedFile& file : from.owned) {
    if (file.package >= numbers.size() || numbers[file.package] == kNone) continue;
    to.owned.push_back({file.path_hash, numbers[file.package]});
  }
  for (const std::string& database : from.databases) {
    if (keep(database)) to.databases.push_back(database);
  }
  for (const Problem& problem : from.problems) {
    if (keep(problem.path)) to.problems.push_back(problem);
  }
  for (const FoundProgram& program : from.programs) {
    if (keep(program.path)) to.programs.push_back({program.path, program.size, ""});
  }
  // These rest on no file in particular.
  to.distributions = from.distributions;
  to.repositories = from.repositories;
  CLAIRCORE_RETURN_IF_ERROR(SortFindings(context, to));
  return to;
}

// One layer's files with names from elsewhere.
class LayerNames {
 public:
  LayerNames(const Context& context, const LayerServices& services,
             const LayerDescription& description, std::span<const LinkedName> names)
      : context_(context), services_(services), description_(description) {
    for (const LinkedName& name : names) {
      for (size_t scanner : name.scanners) {
        Task& task = tasks_[scanner];
        task.names.push_back({name.path, name.file});
        task.since[base::ToUtf8(name.path)] = name.since;
      }
    }
    for (auto& [scanner, task] : tasks_) {
      task.id = IdOf(services_.plan->scanners[scanner].id, task.names);
      ids_.push_back(task.id);
    }
  }

  absl::Status Run(std::vector<LayerOfImage>& layers) {
    CLAIRCORE_RETURN_IF_ERROR(services_.store->RegisterScanners(context_, ids_));
    CLAIRCORE_ASSIGN_OR_RETURN(std::vector<LayerFindings> found, Findings());
    size_t number = 0;
    for (const auto& [scanner, task] : tasks_) {
      const LayerFindings& findings = found[number++];
      std::map<size_t, std::vector<std::string_view>> by_since;
      for (const auto& [name, since] : task.since) by_since[since].push_back(name);
      for (const auto& [since, names] : by_since) {
        const auto of_here = [&, &task = task, since = since](const std::string& path) {
          const auto at = task.since.find(path);
          return at != task.since.end() && at->second == since;
        };
        CLAIRCORE_ASSIGN_OR_RETURN(LayerFindings part, Select(context_, findings, of_here));
        CLAIRCORE_RETURN_IF_ERROR(Attach(scanner, std::move(part), layers[since]));
      }
    }
    return absl::OkStatus();
  }

 private:
  // By task.
  absl::StatusOr<std::vector<LayerFindings>> Findings() {
    const std::vector<Digest> layer = {description_.digest};
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<bool> there,
                               services_.store->LayersScanned(context_, layer, ids_));
    if (there.size() != ids_.size()) {
      return absl::InternalError("the index store answered for another number of scanners");
    }
    bool all = true;
    for (const bool scanned : there) all &= scanned;
    if (!all) CLAIRCORE_RETURN_IF_ERROR(Scan());
    CLAIRCORE_ASSIGN_OR_RETURN(std::vector<LayerFindings> found,
                               services_.store->GetLayerFindings(context_, layer[0], ids_));
    if (found.size() != ids_.size()) {
      return absl::InternalError("the index store returned findings of another number of scanners");
    }
    return found;
  }

  // All of the tasks: whoever lacks one lacks nearly always all.
  absl::Status Scan() {
    std::vector<bool> active(services_.plan->scanners.size());
    std::map<std::string, std::string> files;
    for (const auto& [scanner, task] : tasks_) {
      active[scanner] = true;
      for (const OtherName& name : task.names) files.try_emplace(name.path, name.file);
    }
    std::vector<OtherName> names;
    for (const auto& [path, file] : files) names.push_back({path, file});
    CLAIRCORE_ASSIGN_OR_RETURN(
        const std::unique_ptr<walk::WalkedLayer> walked,
        services_.walker->Walk(context_, *services_.fetcher, description_, active, names));
    ScanSetting setting = *services_.setting;
    setting.wanted = [&](std::string_view path) {
      return MayBeReported(*services_.walker, *walked, path);
    };
    std::vector<ScannerFindings> put;
    for (const auto& [scanner, task] : tasks_) {
      const std::unique_ptr<LayerView> view = walked->ViewFor(scanner);
      CLAIRCORE_ASSIGN_OR_RETURN(
          const LayerFindings found,
          RunScanner(context_, services_.plan->scanners[scanner], setting, *view));
      const auto of_task = [&task = task](const std::string& path) {
        return task.since.contains(path);
      };
      CLAIRCORE_ASSIGN_OR_RETURN(LayerFindings part, Select(context_, found, of_task));
      put.push_back({task.id, std::move(part)});
    }
    return services_.store->PutLayerFindings(context_, description_.digest, put);
  }

  absl::Status Attach(size_t scanner, LayerFindings part, LayerOfImage& layer) const {
    auto findings = std::make_shared<std::vector<LayerFindings>>(*layer.findings);
    LayerFindings parts[] = {std::move((*findings)[scanner]), std::move(part)};
    CLAIRCORE_ASSIGN_OR_RETURN((*findings)[scanner], MergeFindings(context_, parts));
    layer.findings = std::move(findings);
    return absl::OkStatus();
  }

  const Context& context_;
  const LayerServices& services_;
  const LayerDescription& description_;
  std::map<size_t, Task> tasks_;  // by scanner
  std::vector<ScannerId> ids_;    // of the tasks
};

}  // namespace

absl::Status DropStale(const Context& context, std::span<const LinkedNames::Stale> stale,
                       std::vector<LayerOfImage>& layers) {
  std::map<std::pair<size_t, size_t>, std::set<std::string>> files;  // by layer and scanner
  for (const LinkedNames::Stale& s : stale)
    files[{s.layer, s.scanner}].insert(base::ToUtf8(s.file));
  for (const auto& [key, paths] : files) {
    const auto [number, scanner] = key;
    LayerOfImage& layer = layers[number];
    auto findings = std::make_shared<std::vector<LayerFindings>>(*layer.findings);
    const auto fresh = [&paths = paths](const std::string& path) { return !paths.contains(path); };
    CLAIRCORE_ASSIGN_OR_RETURN((*findings)[scanner], Select(context, (*findings)[scanner], fresh));
    layer.findings = std::move(findings);
  }
  return absl::OkStatus();
}

absl::Status ScanLinkedNames(const Context& context, const LayerServices& services,
                             std::span<const LayerDescription> descriptions,
                             std::span<const LinkedName> names, std::vector<LayerOfImage>& layers) {
  while (!names.empty()) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const size_t layer = names.front().layer;
    size_t count = 0;
    while (count < names.size() && names[count].layer == layer) ++count;
    LayerNames of(context, services, descriptions[layer], names.first(count));
    CLAIRCORE_RETURN_IF_ERROR(of.Run(layers));
    names = names.subspan(count);
  }
  return absl::OkStatus();
}

}  // namespace claircore::internal
