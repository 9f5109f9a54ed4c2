#include "indexer/test_scanners.h"

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/ownership.h"

namespace claircore::internal {
namespace {

std::vector<std::string> FilesOf(const LayerView& layer) {
  std::vector<std::string> paths;
  layer.ForEach([&](const FileEntry& file) {
    paths.push_back(file.path);
    return true;
  });
  return paths;
}

absl::StatusOr<std::istringstream> Read(LayerView& layer, std::string_view path) {
  const FileEntry* file = layer.Find(path);
  if (file == nullptr) return std::istringstream();
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view bytes, layer.Contents(*file));
  return std::istringstream(std::string(bytes));
}

void ScanLine(const std::string& text, const std::string& path, std::optional<size_t>& last,
              PackageSink& sink) {
  std::istringstream line(text);
  std::string name, version, source;
  line >> name >> version >> source;
  if (name.empty()) return;
  if (name == "problem") return sink.Report(path, absl::DataLossError(version));
  if (name == "own") {
    if (last.has_value()) sink.Own(*last, version);
    return;
  }
  Package package;
  package.name = name;
  package.version = version;
  package.package_db = path;
  package.filepath = path;
  if (!source.empty()) {
    Package made_of;
    made_of.name = source;
    made_of.kind = PackageKind::kSource;
    package.source = std::make_shared<const Package>(made_of);
  }
  last = sink.Add(std::move(package));
}

}  // namespace

absl::Status ListScanner::Scan(const Context& context, LayerView& layer, PackageSink& sink) const {
  ++scans_;
  const absl::Status end = hook_ != nullptr ? hook_(context, layer) : absl::OkStatus();
  for (const std::string& path : FilesOf(layer)) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    sink.Database(path);
    CLAIRCORE_ASSIGN_OR_RETURN(std::istringstream lines, Read(layer, path));
    std::optional<size_t> last;
    for (std::string line; std::getline(lines, line);) ScanLine(line, path, last, sink);
    if (!end.ok()) break;
  }
  return end;
}

absl::Status ReleaseDetector::Detect(const Context&, LayerView& layer,
                                     DistributionSink& sink) const {
  CLAIRCORE_ASSIGN_OR_RETURN(std::istringstream words, Read(layer, "etc/release"));
  Distribution distribution;
  if (words >> distribution.did >> distribution.version_id) sink.Add(std::move(distribution));
  return absl::OkStatus();
}

absl::Status ReposScanner::Scan(const Context&, LayerView& layer, RepositorySink& sink) const {
  CLAIRCORE_ASSIGN_OR_RETURN(std::istringstream words, Read(layer, "etc/repos"));
  for (std::string name; words >> name;) sink.Add({.name = name});
  return absl::OkStatus();
}

EcosystemSet TwoEcosystems(std::shared_ptr<const PackageScanner> sys,
                           std::shared_ptr<const PackageScanner> lang) {
  if (sys == nullptr) sys = std::make_shared<ListScanner>("db");
  if (lang == nullptr) lang = std::make_shared<ListScanner>("pkg");
  EcosystemSet set;
  Ecosystem system;
  system.name = "sys";
  system.packages = {sys};
  system.distributions = {std::make_shared<ReleaseDetector>()};
  system.repositories = {std::make_shared<ReposScanner>()};
  Ecosystem language;
  language.name = "lang";
  language.packages = {lang};
  language.default_repository = Repository{.name = "langs"};
  set.ecosystems = {system, language};
  set.resolvers = {NewOwnershipResolver()};
  return set;
}

}  // namespace claircore::internal
