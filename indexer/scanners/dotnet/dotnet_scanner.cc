#include "indexer/scanners/dotnet/dotnet_scanner.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/dotnet/assembly_reader.h"
#include "indexer/scanners/dotnet/bundle.h"
#include "indexer/scanners/dotnet/deps_json.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kDepsJson = ".deps.json";

bool IsAssemblyName(std::string_view path) {
  return path.ends_with(".dll") || path.ends_with(".exe") || path.ends_with(".DLL") ||
         path.ends_with(".EXE");
}

// The runtime whose own deps.json is at `path`: shared/NAME/VERSION/NAME.deps.json.
std::optional<DotnetPackage> RuntimeAt(std::string_view path) {
  const std::string_view version = base::DirName(path);
  const std::string_view name = base::DirName(version);
  if (base::BaseName(base::DirName(name)) != "shared") return std::nullopt;
  if (base::BaseName(path) != std::string(base::BaseName(name)) + std::string(kDepsJson))
    return std::nullopt;
  DotnetPackage runtime{std::string(base::BaseName(name)), std::string(base::BaseName(version))};
  if (!IsToken(runtime.name) || !IsToken(runtime.version)) return std::nullopt;
  return runtime;
}

// The files that the deps.json files of a layer account for, by folder.
class Accounted {
 public:
  void Add(std::string_view dir, internal::HashSet<std::string> files) {
    auto& all = dirs_[std::string(dir)];
    if (all.empty()) {
      all = std::move(files);
    } else {
      all.merge(files);
    }
  }
  // Whether a deps.json in the folder of `path` or above it lists a file of that name: what it
  // calls lib/net8.0/x.dll lies beside it, and what it calls runtimes/unix/lib/x.dll does not.
  bool Has(std::string_view path) const {
    if (dirs_.empty()) return false;
    const std::string name = LowerCase(base::BaseName(path));
    while (!path.empty()) {
      path = base::DirName(path);
      const auto found = dirs_.find(internal::ToAbsl(path));
      if (found != dirs_.end() && found->second.contains(name)) return true;
    }
    return false;
  }

 private:
  internal::HashMap<std::string, internal::HashSet<std::string>> dirs_;
};

void AddPackage(DotnetPackage found, const std::string& path, PackageSink& sink) {
  Package package;
  package.name = std::move(found.name);
  package.version = std::move(found.version);
  package.kind = PackageKind::kBinary;
  package.type = "nuget";
  package.package_db = "dotnet:" + path;
  package.filepath = path;
  sink.Add(std::move(package));
}

class DotnetScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.dotnet", "3"}; }

  void Want(FileWants& wants) const override {
    wants.Suffix(kDepsJson, Keep::kContents);
    for (std::string_view suffix : {".dll", ".exe", ".DLL", ".EXE"}) {
      wants.Suffix(suffix, Keep::kStream);
    }
    wants.Sniff(
        executables::kSniffBytes, Keep::kRandomAccess,
        [](const FileEntry& file, std::string_view head) { return MayBeBundle(file.size, head); });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<AssemblyReader>(file.size);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> deps;
    std::vector<FileEntry> assemblies;
    std::vector<FileEntry> programs;
    layer.ForEach([&](const FileEntry& file) {
      (file.path.ends_with(kDepsJson) ? deps
       : IsAssemblyName(file.path)    ? assemblies
                                      : programs)
          .push_back(file);
      return true;
    });
    Accounted accounted;
    JsonReader reader;
    for (const FileEntry& file : deps) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      ScanDepsJson(layer, file, reader, accounted, sink);
    }
    for (const FileEntry& file : programs) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      CLAIRCORE_RETURN_IF_ERROR(ScanBundle(context, layer, file, reader, sink));
    }
    Ticker ticker(context);
    for (const FileEntry& file : assemblies) {
      CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
      ScanAssembly(layer, file, accounted, sink);
    }
    return context.Check();
  }

 private:
  static void ScanDepsJson(LayerView& layer, const FileEntry& file, JsonReader& reader,
                           Accounted& accounted, PackageSink& sink) {
    if (std::optional<DotnetPackage> runtime = RuntimeAt(file.path)) {
      AddPackage(*std::move(runtime), file.path, sink);
    }
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) return sink.Report(file.path, text.status());
    std::string_view name = base::BaseName(file.path);
    name.remove_suffix(kDepsJson.size());
    absl::StatusOr<DepsJson> found = ReadDepsJson(*text, name, reader);
    if (!found.ok()) return sink.Report(file.path, found.status());
    for (DotnetPackage& package : found->packages) AddPackage(std::move(package), file.path, sink);
    if (found->broken > 0) ReportBroken(file.path, found->broken, sink);
    accounted.Add(base::DirName(file.path), std::move(found->files));
  }

  static absl::Status ScanBundle(const Context& context, const LayerView& layer,
                                 const FileEntry& file, JsonReader& reader, PackageSink& sink) {
    const auto source = layer.Open(file);
    const absl::StatusOr<std::optional<Bundle>> bundle =
        source.ok() ? ReadBundle(context, **source)
                    : absl::StatusOr<std::optional<Bundle>>(source.status());
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (!bundle.ok()) sink.Report(file.path, bundle.status());
    if (!bundle.ok() || !bundle->has_value()) return absl::OkStatus();
    std::string_view name = (*bundle)->deps_name;
    if (name.ends_with(kDepsJson)) name.remove_suffix(kDepsJson.size());
    if (name.empty()) name = base::BaseName(file.path);
    absl::StatusOr<DepsJson> found = ReadDepsJson((*bundle)->deps_json, name, reader);
    if (!found.ok()) {
      sink.Report(file.path, found.status());
      return absl::OkStatus();
    }
    for (DotnetPackage& package : found->packages) AddPackage(std::move(package), file.path, sink);
    if (found->broken > 0) ReportBroken(file.path, found->broken, sink);
    return absl::OkStatus();
  }

  static void ReportBroken(const std::string& path, size_t broken, PackageSink& sink) {
    sink.Report(path, absl::DataLossError(std::to_string(broken) +
                                          " libraries have no usable name or version"));
  }

  static void ScanAssembly(LayerView& layer, const FileEntry& file, const Accounted& accounted,
                           PackageSink& sink) {
    if (base::BaseName(base::DirName(base::DirName(file.path))) == "ref" ||
        accounted.Has(file.path))
      return;
    const auto* const reader = static_cast<const AssemblyReader*>(layer.Consumer(file));
    if (reader == nullptr) {
      return sink.Report(file.path, absl::DataLossError("the file could not be read"));
    }
    const absl::StatusOr<std::optional<VersionInfo>> info = reader->Result();
    if (!info.ok()) return sink.Report(file.path, info.status());
    if (!info->has_value()) return;
    DotnetPackage package{AssemblyName(**info, file.path), AssemblyVersion(**info)};
    if (package.name.empty() || package.version.empty()) return;
    if (package.name.ends_with(".resources")) return;
    AddPackage(std::move(package), file.path, sink);
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewDotnetScanner() {
  return std::make_shared<const DotnetScanner>();
}

}  // namespace claircore::scanners
