#include "indexer/scanners/opkg/opkg_scanner.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "indexer/scanners/opkg/opkg_database.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

// One administrative folder ("usr/lib/opkg") and what the layer holds of it.
struct AdminDir {
  std::vector<FileEntry> status;    // at most one
  std::vector<FileEntry> parts;     // status.d/NAME
  std::vector<FileEntry> controls;  // info/NAME.control
  std::vector<FileEntry> lists;     // info/NAME.list
};

// By folder, in path order, so that results do not depend on the order of the tar.
std::map<std::string, AdminDir> Sort(const LayerView& layer) {
  std::map<std::string, AdminDir> dirs;
  layer.ForEach([&](const FileEntry& file) {
    const std::string_view dir = base::DirName(file.path);
    const std::string_view name = base::BaseName(file.path);
    if (base::BaseName(dir) == "status.d") {
      dirs[std::string(base::DirName(dir))].parts.push_back(file);
    } else if (name.ends_with(".control")) {
      dirs[std::string(base::DirName(dir))].controls.push_back(file);
    } else if (name.ends_with(".list")) {
      dirs[std::string(base::DirName(dir))].lists.push_back(file);
    } else if (name == "status") {
      dirs[std::string(dir)].status.push_back(file);
    }
    return true;
  });
  return dirs;
}

// What stands before the paths of its file lists: "" or "opt/". Packages of Entware, which lives
// below /opt, name their files from the top.
std::string_view RootOf(std::string_view dir) {
  std::string_view root;
  for (std::string_view place : {"usr/lib/opkg", "var/lib/opkg"}) {
    if (RootBefore(dir, place, root)) return root;
  }
  return {};
}

class OpkgScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.opkg", "2"}; }

  void Want(FileWants& wants) const override {
    // The usual places by themselves, so that links on the way to them are followed.
    for (const std::string base : {"usr/lib/opkg/", "var/lib/opkg/", "**/opkg/"}) {
      wants.Glob(base + "status", Keep::kContents);
      wants.Glob(base + "status.d/*", Keep::kContents);
      wants.Glob(base + "info/*.control", Keep::kContents);
      wants.Glob(base + "info/*.list", Keep::kContents);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    for (const auto& [dir, admin] : Sort(layer)) {
      OpkgReader reader(context, layer, sink);
      if (absl::Status status = ScanDir(context, dir, admin, reader); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status ScanDir(const Context& context, std::string_view dir, const AdminDir& admin,
                              OpkgReader& reader) {
    const bool controls_only = admin.status.empty() && admin.parts.empty();
    absl::Status status;
    const auto each = [&](const std::vector<FileEntry>& files, auto read) {
      for (const FileEntry& file : files) {
        if (status = context.Check(); status.ok()) status = read(file);
        if (!status.ok()) return false;
      }
      return true;
    };
    const bool done =
        each(admin.controls,
             [&](const FileEntry& file) {
               return controls_only ? reader.ReadPackages(file, true) : reader.ReadSources(file);
             }) &&
        each(admin.status,
             [&](const FileEntry& file) { return reader.ReadPackages(file, false); }) &&
        each(admin.parts, [&](const FileEntry& file) { return reader.ReadPackages(file, true); }) &&
        each(admin.lists, [&](const FileEntry& file) {
          const std::string_view name = base::BaseName(file.path);
          return reader.ReadList(file, name.substr(0, name.rfind('.')), RootOf(dir));
        });
    return done ? context.Check() : status;
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewOpkgScanner() {
  return std::make_shared<const OpkgScanner>();
}

}  // namespace claircore::scanners
