#include "indexer/scanners/python/python_scanner.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/python/editable.h"
#include "indexer/scanners/python/metadata.h"
#include "indexer/scanners/python/zipped_egg.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/once_for_bytes.h"

namespace claircore::scanners {
namespace {

bool EndsWithIgnoreCase(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         EqualsIgnoreCase(text.substr(text.size() - suffix.size()), suffix);
}

// The folder on sys.path through which Python finds the project described at `path`; false if
// Python would not find it there. As importlib.metadata looks: *.dist-info and *.egg-info, a
// folder or a file, in a folder of packages, and EGG-INFO in a *.egg; in any case of letters.
bool FindsProject(std::string_view path, std::string_view& packages) {
  std::string_view info = path;  // the *.dist-info folder or its like
  const std::string_view file = base::BaseName(path);
  const bool folder = file == "METADATA" || file == "PKG-INFO";
  if (folder) info = base::DirName(path);
  const std::string_view name = base::BaseName(info);
  packages = base::DirName(info);
  // pip renames what it is about to remove to "~ame" and leaves it behind when it is interrupted.
  if (name.starts_with('~')) return false;
  if (EndsWithIgnoreCase(name, ".dist-info") || EndsWithIgnoreCase(name, ".egg-info")) return true;
  return folder && EqualsIgnoreCase(name, "EGG-INFO") && EndsWithIgnoreCase(packages, ".egg");
}

bool IsEggInfo(std::string_view path) {
  return EndsWithIgnoreCase(path, ".egg-info") || EndsWithIgnoreCase(path, ".egg-info/PKG-INFO");
}

bool IsZippedEgg(std::string_view path) { return path.ends_with(".egg"); }

class PythonScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.python", "2"}; }

  void Want(FileWants& wants) const override {
    wants.Basename("METADATA", Keep::kContents);
    wants.Basename("PKG-INFO", Keep::kContents);
    wants.Basename("direct_url.json", Keep::kContents);
    wants.Suffix(".egg-info", Keep::kContents);
    wants.Suffix(".dist-info", Keep::kContents);
    wants.Suffix(".egg", Keep::kRandomAccess);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> files;
    std::vector<FileEntry> eggs;
    std::vector<FileEntry> direct_urls;
    layer.ForEach([&](const FileEntry& file) {
      std::string_view packages;
      if (FindsProject(file.path, packages)) {
        files.push_back(file);
      } else if (IsZippedEgg(file.path)) {
        eggs.push_back(file);
      } else if (base::BaseName(file.path) == "direct_url.json") {
        direct_urls.push_back(file);
      }
      return true;
    });
    Ticker ticker(context);
    EditableProjects editable;
    JsonReader json;
    for (const FileEntry& file : direct_urls) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      CLAIRCORE_RETURN_IF_ERROR(ReadDirectUrl(layer, file, ticker, json, editable, sink));
    }
    for (const FileEntry& file : files) {
      CLAIRCORE_RETURN_IF_ERROR(ScanProject(layer, file, editable, ticker, sink));
    }
    OnceForBytes once(context, layer, sink);
    for (const FileEntry& file : eggs) {
      CLAIRCORE_RETURN_IF_ERROR(once.Scan(
          file, "", [&](PackageSink& to) { return ScanEgg(context, layer, file, ticker, to); }));
    }
    return context.Check();
  }

 private:
  static absl::Status ReadDirectUrl(LayerView& layer, const FileEntry& file, Ticker& ticker,
                                    JsonReader& json, EditableProjects& editable,
                                    PackageSink& sink) {
    const std::string dir(base::DirName(file.path));
    const FileEntry* found = layer.Find(dir + "/METADATA");
    if (found == nullptr || !EndsWithIgnoreCase(dir, ".dist-info")) return absl::OkStatus();
    const FileEntry metadata_file = *found;
    absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return absl::OkStatus();
    }
    std::optional<std::string> folder = EditableFolder(*text, json);
    if (!folder.has_value()) return absl::OkStatus();
    text = layer.Contents(metadata_file);
    // Reported when its turn comes.
    if (!text.ok()) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(const PythonMetadata metadata,
                               ReadPythonMetadata(*text, [&] { return ticker.Tick(); }));
    if (IsToken(metadata.name) && IsToken(metadata.version)) {
      editable.Add(*std::move(folder), metadata.name);
    }
    return absl::OkStatus();
  }

  static absl::Status ScanProject(LayerView& layer, const FileEntry& file,
                                  const EditableProjects& editable, Ticker& ticker,
                                  PackageSink& sink) {
    // A folder with both is one project, and METADATA is the newer format.
    const std::string dir(base::DirName(file.path));
    if (base::BaseName(file.path) == "PKG-INFO" && layer.Find(dir + "/METADATA") != nullptr) {
      return ticker.Tick();
    }
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return ticker.Tick();
    }
    std::string_view packages;
    FindsProject(file.path, packages);
    CLAIRCORE_ASSIGN_OR_RETURN(const PythonMetadata metadata,
                               ReadPythonMetadata(*text, [&] { return ticker.Tick(); }));
    if (IsEggInfo(file.path) && editable.Has(packages, metadata.name)) return absl::OkStatus();
    AddProject(metadata, packages, file.path, sink);
    return absl::OkStatus();
  }

  static absl::Status ScanEgg(const Context& context, LayerView& layer, const FileEntry& file,
                              Ticker& ticker, PackageSink& sink) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const absl::StatusOr<std::unique_ptr<RandomAccessSource>> source = layer.Open(file);
    const absl::StatusOr<std::optional<std::string>> text =
        source.ok() ? ReadEggMetadata(context, **source)
                    : absl::StatusOr<std::optional<std::string>>(source.status());
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return absl::OkStatus();
    }
    if (!text->has_value()) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(const PythonMetadata metadata,
                               ReadPythonMetadata(**text, [&] { return ticker.Tick(); }));
    AddProject(metadata, file.path, file.path, sink);
    return absl::OkStatus();
  }

  // `packages` is the entry of sys.path that the project is found through.
  static void AddProject(const PythonMetadata& metadata, std::string_view packages,
                         const std::string& path, PackageSink& sink) {
    if (!IsToken(metadata.name) || !IsToken(metadata.version)) {
      return sink.Report(path, absl::DataLossError("no usable Name or Version"));
    }
    Package package;
    package.name = metadata.name;
    package.version = metadata.version;
    package.kind = PackageKind::kBinary;
    package.type = "pypi";
    package.package_db = "python:" + std::string(packages);
    package.filepath = path;
    sink.Add(std::move(package));
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewPythonScanner() {
  return std::make_shared<const PythonScanner>();
}

}  // namespace claircore::scanners
