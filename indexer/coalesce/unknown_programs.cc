#include "indexer/coalesce/unknown_programs.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::internal {
namespace {

constexpr size_t kMaxListed = 1000;
constexpr size_t kCheckEvery = 256;  // programs

std::string_view DirOf(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

std::string_view Up(std::string_view path, int levels) {
  while (levels-- > 0) path = DirOf(path);
  return path;
}

// How the packages of one kind of database lie around the file that proves them.
struct Place {
  std::string_view database;  // what Package::package_db begins with, before ':'
  int levels = 0;             // how far above that file the package's folder is
};
constexpr Place kPlaces[] = {
    {"bitnami", 1},    // opt/bitnami/NAME/.spdx-NAME.spdx
    {"composer", 2},   // vendor/composer/installed.json
    {"erlang", 2},     // lib/NAME-1/ebin/NAME.app
    {"homebrew", 1},   // Cellar/NAME/1/INSTALL_RECEIPT.json
    {"jvm", 1},        // jvm/NAME/release
    {"opam", 4},       // SWITCH/.opam-switch/packages/NAME.1/opam
    {"r", 1},          // library/NAME/DESCRIPTION
    {"snap", 2},       // NAME/1/meta/snap.yaml
    {"spack", 2},      // NAME-1-hash/.spack/spec.json
    {"wordpress", 1},  // plugins/NAME/NAME.php
};

// The folder whose files a package brought, as far as the place where it was found tells; empty if
// it does not.
std::string FolderOf(std::string_view package_db, std::string_view filepath) {
  const size_t colon = package_db.find(':');
  if (colon == package_db.npos) return "";
  const std::string_view database = package_db.substr(0, colon);
  const std::string_view rest = package_db.substr(colon + 1);
  // These name the folder itself: of Python's packages, of a conda environment.
  if (database == "python" || database == "conda") return std::string(rest);
  if (database == "nodejs") {
    return filepath.ends_with("/package.json") ? std::string(DirOf(filepath)) : "";
  }
  if (database == "dotnet") {  // beside the program that NAME.deps.json describes
    return filepath.ends_with(".deps.json") ? std::string(DirOf(filepath)) : "";
  }
  if (database == "nix") {  // nix/store/HASH-NAME-1/..
    size_t end = 0;
    for (int i = 0; i < 3 && end != filepath.npos; ++i) end = filepath.find('/', end + (i > 0));
    return std::string(filepath.substr(0, end));
  }
  if (database == "ruby") {  // GEMS/specifications/NAME-1.gemspec, GEMS/gems/NAME-1/
    std::string_view name = filepath.substr(DirOf(filepath).size());
    const size_t suffix = name.rfind(".gemspec");
    if (suffix != name.npos) name = name.substr(0, suffix);
    std::string_view gems = DirOf(filepath);
    if (gems.ends_with("/default")) gems = DirOf(gems);
    return absl::StrCat(ToAbsl(DirOf(gems)), "/gems", ToAbsl(name));
  }
  for (const Place& place : kPlaces) {
    if (place.database == database) return std::string(Up(filepath, place.levels));
  }
  return "";
}

// Where the packages of a report are.
class Places {
 public:
  explicit Places(const IndexReport& report) {
    for (const auto& [id, environments] : report.environments) {
      for (const Environment& e : environments) {
        files_.insert(e.filepath);
        std::string folder = FolderOf(e.package_db, e.filepath);
        if (!folder.empty()) folders_.insert(std::move(folder));
      }
    }
  }

  bool AccountFor(std::string_view path) const {
    if (files_.contains(ToAbsl(path))) return true;
    if (folders_.empty()) return false;
    for (std::string_view dir = DirOf(path); !dir.empty(); dir = DirOf(dir)) {
      if (folders_.contains(ToAbsl(dir))) return true;
    }
    return false;
  }

 private:
  HashSet<std::string> files_;
  HashSet<std::string> folders_;
};

// The names of one file of a layer.
using Names = std::map<std::string_view, std::vector<const FoundProgram*>>;

}  // namespace

absl::Status ListUnknownPrograms(const Context& context, const Image& image, IndexReport& report) {
  const Places places(report);
  size_t seen = 0;
  std::vector<UnknownProgram>& unknown = report.unknown_programs;
  for (size_t layer = 0; layer < image.layers().size(); ++layer) {
    Names files;
    for (const LayerFindings* findings : image.findings(layer)) {
      for (const FoundProgram& program : findings->programs) {
        files[program.link_of.empty() ? program.path : program.link_of].push_back(&program);
      }
    }
    for (const auto& [file, names] : files) {
      const FoundProgram* first = nullptr;
      bool known = false;
      for (const FoundProgram* name : names) {
        if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
        if (known || !image.Visible(layer, name->path)) continue;
        known = places.AccountFor(name->path) || image.OwnerOf(name->path).has_value();
        if (first == nullptr) first = name;
      }
      if (known || first == nullptr) continue;
      unknown.push_back({first->path, image.layers()[layer], first->size});
    }
  }
  // One digest may stand twice: the newer hides the older, but for what is equal in both.
  std::sort(unknown.begin(), unknown.end());
  unknown.erase(std::unique(unknown.begin(), unknown.end()), unknown.end());
  if (unknown.size() <= kMaxListed) return absl::OkStatus();
  Problem problem;
  problem.scanner = "claircore.programs";
  problem.code = "RESOURCE_EXHAUSTED";
  problem.message = absl::StrCat(unknown.size() - kMaxListed,
                                 " more programs that nobody accounts for are not listed");
  unknown.resize(kMaxListed);
  report.problems.push_back(std::move(problem));
  std::sort(report.problems.begin(), report.problems.end());
  return absl::OkStatus();
}

}  // namespace claircore::internal
