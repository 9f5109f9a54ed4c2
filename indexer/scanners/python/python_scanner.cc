#include "indexer/scanners/python/python_scanner.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indexer/scanners/python/metadata.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

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
  const std::string_view file = BaseName(path);
  const bool folder = file == "METADATA" || file == "PKG-INFO";
  if (folder) info = DirName(path);
  const std::string_view name = BaseName(info);
  packages = DirName(info);
  // pip renames what it is about to remove to "~ame" and leaves it behind when it is interrupted.
  if (name.starts_with('~')) return false;
  if (EndsWithIgnoreCase(name, ".dist-info") || EndsWithIgnoreCase(name, ".egg-info")) return true;
  return folder && EqualsIgnoreCase(name, "EGG-INFO") && EndsWithIgnoreCase(packages, ".egg");
}

class PythonScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.python", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Basename("METADATA", Keep::kContents);
    wants.Basename("PKG-INFO", Keep::kContents);
    wants.Suffix(".egg-info", Keep::kContents);
    wants.Suffix(".dist-info", Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      std::string_view packages;
      if (FindsProject(file.path, packages)) files.push_back(file);
      return true;
    });
    Ticker ticker(context);
    for (const FileEntry& file : files) {
      if (absl::Status status = ScanProject(layer, file, ticker, sink); !status.ok()) {
        return status;
      }
    }
    return context.Check();
  }

 private:
  static absl::Status ScanProject(LayerView& layer, const FileEntry& file, Ticker& ticker,
                                  PackageSink& sink) {
    // A folder with both is one project, and METADATA is the newer format.
    const std::string dir(DirName(file.path));
    if (BaseName(file.path) == "PKG-INFO" && layer.Find(dir + "/METADATA") != nullptr) {
      return ticker.Tick();
    }
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return ticker.Tick();
    }
    const absl::StatusOr<PythonMetadata> metadata =
        ReadPythonMetadata(*text, [&] { return ticker.Tick(); });
    if (!metadata.ok()) return metadata.status();
    if (!IsToken(metadata->name) || !IsToken(metadata->version)) {
      sink.Report(file.path, absl::DataLossError("no usable Name or Version"));
      return absl::OkStatus();
    }
    Package package;
    package.name = metadata->name;
    package.version = metadata->version;
    package.kind = PackageKind::kBinary;
    package.type = "pypi";
    std::string_view packages;
    FindsProject(file.path, packages);
    package.package_db = "python:" + std::string(packages);
    package.filepath = file.path;
    sink.Add(std::move(package));
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewPythonScanner() {
  return std::make_shared<const PythonScanner>();
}

}  // namespace claircore::scanners
