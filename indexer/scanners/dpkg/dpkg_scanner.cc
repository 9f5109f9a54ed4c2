#include "indexer/scanners/dpkg/dpkg_scanner.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/dpkg/database.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kLists = ".list";
constexpr std::string_view kDigests = ".md5sums";

// One administrative folder ("var/lib/dpkg") and what the layer holds of it.
struct AdminDir {
  std::vector<FileEntry> status;      // at most one
  std::vector<FileEntry> distroless;  // status.d/NAME
  std::vector<FileEntry> lists;       // NAME[:ARCH].list, of info/ and status.d
  std::vector<FileEntry> digests;     // NAME[:ARCH].md5sums, of both
};

// What else stands beside the package's own file in status.d of some images. Names of packages
// contain dots too ("python3.11"), so that these are named one by one.
constexpr std::array<std::string_view, 10> kNoStatus = {
    ".preinst",  ".postinst",  ".prerm",  ".postrm", ".conffiles",
    ".triggers", ".templates", ".config", ".shlibs", ".symbols"};

bool IsStatusName(std::string_view name) {
  return std::none_of(kNoStatus.begin(), kNoStatus.end(),
                      [&](std::string_view suffix) { return name.ends_with(suffix); });
}

// By folder, in path order, so that results do not depend on the order of the tar.
std::map<std::string, AdminDir> Sort(const LayerView& layer) {
  std::map<std::string, AdminDir> dirs;
  layer.ForEach([&](const FileEntry& file) {
    const std::string_view dir = base::DirName(file.path);
    const std::string_view name = base::BaseName(file.path);
    if (base::BaseName(dir) == "status.d" || base::BaseName(dir) == "info") {
      AdminDir& admin = dirs[std::string(base::DirName(dir))];
      if (name.ends_with(kDigests)) {
        admin.digests.push_back(file);
      } else if (name.ends_with(kLists)) {
        admin.lists.push_back(file);
      } else if (base::BaseName(dir) == "status.d" && IsStatusName(name)) {
        admin.distroless.push_back(file);
      }
    } else if (name == "status") {
      dirs[std::string(dir)].status.push_back(file);
    }
    return true;
  });
  return dirs;
}

// What stands before the paths of its file lists: "" or "srv/chroot/".
std::string_view RootOf(std::string_view admin_dir) {
  std::string_view root;
  for (std::string_view place : {"var/lib/dpkg", "usr/lib/dpkg"}) {
    if (RootBefore(admin_dir, place, root)) return root;
  }
  return {};
}

std::string_view WithoutSuffix(std::string_view name, std::string_view suffix) {
  return name.substr(0, name.size() - suffix.size());
}

class DpkgScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.dpkg", "2"}; }

  void Want(FileWants& wants) const override {
    // The usual place by itself, so that links on the way to it are followed.
    for (const std::string base : {"var/lib/dpkg/", "**/lib/dpkg/"}) {
      wants.Glob(base + "status", Keep::kContents);
      wants.Glob(base + "status.d/*", Keep::kContents);
      wants.Glob(base + "info/*.list", Keep::kContents);
      wants.Glob(base + "info/*.md5sums", Keep::kContents);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    for (const auto& [dir, admin] : Sort(layer)) {
      if (absl::Status status = ScanDir(context, layer, dir, admin, sink); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status ScanDir(const Context& context, LayerView& layer, std::string_view dir,
                              const AdminDir& admin, PackageSink& sink) {
    DpkgNames names;
    std::optional<size_t> first;
    for (const FileEntry& file : admin.status) {
      absl::Status status = ScanDpkgStatus(context, layer, file, false, sink, names, first);
      if (!status.ok()) return status;
    }
    // Of status.d, lists go by the name of the file, or by that of the package.
    for (const FileEntry& file : admin.distroless) {
      first.reset();
      absl::Status status = ScanDpkgStatus(context, layer, file, true, sink, names, first);
      if (!status.ok()) return status;
      if (first) names.AddFile(base::BaseName(file.path), *first);
    }
    internal::HashSet<size_t> listed;  // digests say nothing new, and leave out what is configured
    const auto own = [&](const std::vector<FileEntry>& lists, std::string_view suffix) {
      for (const FileEntry& file : lists) {
        const size_t* owner = names.Find(WithoutSuffix(base::BaseName(file.path), suffix));
        // Lists of removed packages stay behind while their configuration does.
        if (owner == nullptr || (suffix == kDigests && listed.contains(*owner))) continue;
        listed.insert(*owner);
        absl::Status status = ScanDpkgFiles(context, layer, file, RootOf(dir), *owner, sink);
        if (!status.ok()) return status;
      }
      return context.Check();
    };
    if (absl::Status status = own(admin.lists, kLists); !status.ok()) return status;
    return own(admin.digests, kDigests);
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewDpkgScanner() {
  return std::make_shared<const DpkgScanner>();
}

}  // namespace claircore::scanners
