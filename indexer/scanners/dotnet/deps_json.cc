#include "indexer/scanners/dotnet/deps_json.h"

#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kRuntimePack = "runtimepack.";
// Stands for "nothing to bring for this framework".
constexpr std::string_view kPlaceholder = "_._";

// "Newtonsoft.Json/13.0.1"
bool SplitKey(std::string_view key, std::string_view& name, std::string_view& version) {
  const size_t slash = key.find('/');
  if (slash == std::string_view::npos) return false;
  name = key.substr(0, slash);
  version = key.substr(slash + 1);
  return IsToken(name) && IsToken(version);
}

// The target that the host takes; absent if there is none.
std::optional<dom::object> FindTarget(dom::object document) {
  dom::object runtime_target;
  // The first releases had a string here.
  const std::string_view name = ObjectMember(document, "runtimeTarget", runtime_target)
                                    ? StringMember(runtime_target, "name")
                                    : StringMember(document, "runtimeTarget");
  dom::object targets;
  dom::object target;
  if (!ObjectMember(document, "targets", targets) || !ObjectMember(targets, name, target)) {
    return std::nullopt;
  }
  return target;
}

// The base names of the files that a library of the target brings.
std::vector<std::string_view> FilesOf(dom::object library) {
  std::vector<std::string_view> files;
  for (const auto [group, element] : library) {
    if (group != "runtime" && group != "runtimeTargets" && group != "native" &&
        group != "resources") {
      continue;
    }
    dom::object assets;
    if (element.get_object().get(assets) != simdjson::SUCCESS) continue;
    for (const auto [path, properties] : assets) {
      const std::string_view file = base::BaseName(path);
      if (file != kPlaceholder) files.push_back(file);
    }
  }
  return files;
}

// The names that some library of the target depends on.
internal::HashSet<std::string_view> DependedOn(dom::object target) {
  internal::HashSet<std::string_view> names;
  for (const auto [key, element] : target) {
    dom::object library;
    dom::object dependencies;
    if (element.get_object().get(library) != simdjson::SUCCESS ||
        !ObjectMember(library, "dependencies", dependencies)) {
      continue;
    }
    for (const auto [name, version] : dependencies) names.insert(name);
  }
  return names;
}

// The application among a file's projects: the one that the file is named after, else the only one
// that nothing depends on.
const DotnetPackage* FindApplication(const std::vector<DotnetPackage>& projects,
                                     std::string_view name,
                                     const internal::HashSet<std::string_view>& depended_on) {
  const DotnetPackage* top = nullptr;
  size_t tops = 0;
  for (const DotnetPackage& project : projects) {
    if (EqualsIgnoreCase(project.name, name)) return &project;
    if (depended_on.contains(project.name)) continue;
    top = &project;
    ++tops;
  }
  return tops == 1 ? top : nullptr;
}

}  // namespace

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return lower;
}

absl::StatusOr<DepsJson> ReadDepsJson(std::string_view text, std::string_view name,
                                      JsonReader& reader) {
  CLAIRCORE_ASSIGN_OR_RETURN(const dom::object document, reader.Read(text));
  DepsJson deps;
  dom::object libraries;
  if (!ObjectMember(document, "libraries", libraries)) return deps;
  const std::optional<dom::object> target = FindTarget(document);
  internal::HashMap<std::string_view, dom::object> in_target;
  if (target.has_value()) {
    for (const auto [key, element] : *target) {
      dom::object library;
      if (element.get_object().get(library) == simdjson::SUCCESS) in_target.emplace(key, library);
    }
  }
  std::vector<DotnetPackage> projects;
  for (const auto [key, element] : libraries) {
    dom::object library;
    if (element.get_object().get(library) != simdjson::SUCCESS) continue;
    const std::string_view type = StringMember(library, "type");
    const bool pack = type == "runtimepack";
    const bool project = type == "project";
    // Also "reference" and "referenceassembly": files from somewhere, which speak for themselves.
    if (!pack && !project && type != "package") continue;
    const auto found = in_target.find(key);
    std::vector<std::string_view> files;
    if (found != in_target.end()) files = FilesOf(found->second);
    for (std::string_view file : files) deps.files.insert(LowerCase(file));
    if (target.has_value() && files.empty() && !project) continue;
    DotnetPackage package;
    std::string_view library_name;
    std::string_view version;
    if (!SplitKey(key, library_name, version)) {
      ++deps.broken;
      continue;
    }
    if (pack && library_name.starts_with(kRuntimePack)) {
      library_name.remove_prefix(kRuntimePack.size());
    }
    package.name = library_name;
    package.version = version;
    (project ? projects : deps.packages).push_back(std::move(package));
  }
  internal::HashSet<std::string_view> depended_on;
  if (target.has_value()) depended_on = DependedOn(*target);
  if (const DotnetPackage* application = FindApplication(projects, name, depended_on)) {
    deps.packages.push_back(*application);
  }
  return deps;
}

}  // namespace claircore::scanners
