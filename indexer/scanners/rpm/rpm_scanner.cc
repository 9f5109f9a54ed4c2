#include "indexer/scanners/rpm/rpm_scanner.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "indexer/scanners/rpm/container_manifest.h"
#include "indexer/scanners/rpm/database.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kLog = "rpmdb.sqlite-wal";
constexpr std::string_view kManifest = "container-manifest-2";
constexpr std::string_view kOstreeCopy = "rpm-ostree-base-db";

class RpmScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.rpm", "1"}; }

  void Want(FileWants& wants) const override {
    for (std::string_view name : {"Packages", "Packages.db", "rpmdb.sqlite"}) {
      wants.Basename(name, Keep::kRandomAccess);
    }
    wants.Basename(kLog, Keep::kRandomAccess);
    wants.Basename(kManifest, Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      files.push_back(file);
      return true;
    });
    for (const FileEntry& file : files) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      absl::Status status = ScanFile(context, layer, file, sink);
      if (!status.ok()) return status;
    }
    return context.Check();
  }

 private:
  static absl::Status ScanFile(const Context& context, LayerView& layer, const FileEntry& file,
                               PackageSink& sink) {
    const std::string_view name = base::BaseName(file.path);
    if (base::BaseName(base::DirName(file.path)) == kOstreeCopy) return absl::OkStatus();
    if (name == kManifest) return ScanContainerManifest(context, layer, file, sink);
    if (name != kLog) return ScanRpmDatabase(context, layer, file, sink);
    // Read with its database. Alone it is a change that cannot be followed.
    const std::string_view database = std::string_view(file.path).substr(0, file.path.size() - 4);
    if (file.size > 0 && layer.Find(database) == nullptr) {
      sink.Report(file.path, absl::DataLossError("a log without its database in the same layer"));
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewRpmScanner() {
  return std::make_shared<const RpmScanner>();
}

}  // namespace claircore::scanners
