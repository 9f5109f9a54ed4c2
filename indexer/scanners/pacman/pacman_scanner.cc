#include "indexer/scanners/pacman/pacman_scanner.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "indexer/scanners/pacman/pacman_database.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kLocal = "var/lib/pacman/local";

// What the layer holds of one package's folder.
struct Folder {
  std::optional<FileEntry> desc;
  std::optional<FileEntry> files;
};

Package MakePackage(const AlpmPackage& alpm, const std::string& path) {
  Package package;
  package.name = alpm.name;
  package.version = alpm.version;
  package.kind = PackageKind::kBinary;
  package.type = "alpm";
  if (IsPlain(alpm.arch)) package.arch = alpm.arch;
  package.package_db = path;
  package.filepath = path;
  Package source;
  source.name = IsToken(alpm.base) ? alpm.base : alpm.name;
  source.version = alpm.version;
  source.kind = PackageKind::kSource;
  source.type = "alpm";
  package.source = std::make_shared<const Package>(std::move(source));
  return package;
}

class PacmanScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.pacman", "1"}; }

  void Want(FileWants& wants) const override {
    // The usual place by itself, so that links on the way to it are followed.
    for (const std::string_view before : {"", "**/"}) {
      const std::string folder = std::string(before).append(kLocal) + "/*/";
      wants.Glob(folder + "desc", Keep::kContents);
      wants.Glob(folder + "files", Keep::kContents);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    std::map<std::string, Folder> folders;
    layer.ForEach([&](const FileEntry& file) {
      Folder& folder = folders[std::string(base::DirName(file.path))];
      (base::BaseName(file.path) == "desc" ? folder.desc : folder.files) = file;
      return true;
    });
    Ticker ticker(context);
    for (const auto& [path, folder] : folders) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      if (!folder.desc) continue;
      std::optional<size_t> owner;
      absl::Status status = ScanDesc(ticker, layer, *folder.desc, path, sink, owner);
      if (status.ok() && owner && folder.files) {
        status = ScanFiles(ticker, layer, *folder.files, path, *owner, sink);
      }
      if (!status.ok()) return status;
    }
    return context.Check();
  }

 private:
  static absl::Status ScanDesc(Ticker& ticker, LayerView& layer, const FileEntry& file,
                               std::string_view folder, PackageSink& sink,
                               std::optional<size_t>& number) {
    sink.Database(file.path);
    AlpmPackage named;
    if (!SplitAlpmFolder(base::BaseName(folder), named) || !IsToken(named.name) ||
        !IsToken(named.version)) {
      sink.Report(file.path, absl::DataLossError("its folder is not named NAME-VERSION-RELEASE"));
      return absl::OkStatus();
    }
    AlpmPackage package;
    if (const absl::StatusOr<std::string_view> text = layer.Contents(file); !text.ok()) {
      sink.Report(file.path, text.status());
    } else {
      absl::Status status = ReadAlpmDesc(
          *text, [&] { return ticker.Tick(); }, package);
      if (!status.ok()) return status;
      if (package.name != named.name || package.version != named.version) {
        sink.Report(file.path, absl::DataLossError("%NAME% and %VERSION% are not its folder's"));
      }
    }
    package.name = named.name;
    package.version = named.version;
    number = sink.Add(MakePackage(package, file.path));
    return absl::OkStatus();
  }

  static absl::Status ScanFiles(Ticker& ticker, LayerView& layer, const FileEntry& file,
                                std::string_view folder, size_t owner, PackageSink& sink) {
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return absl::OkStatus();
    }
    std::string_view root;
    RootBefore(base::DirName(folder), kLocal, root);
    OwnedPaths paths(sink, root);
    return ReadAlpmFiles(
        *text, [&] { return ticker.Tick(); },
        [&](std::string_view path) { paths.Add(owner, path); });
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewPacmanScanner() {
  return std::make_shared<const PacmanScanner>();
}

}  // namespace claircore::scanners
