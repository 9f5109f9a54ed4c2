#include "indexer/scanners/conan/cache_path.h"

#include <string>
#include <utility>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadCachePath(std::string_view path, std::string_view,
                           std::vector<ManifestPackage>& found) {
  const std::string_view package = base::DirName(base::DirName(path));
  const std::string_view channel = base::DirName(package);
  const std::string_view user = base::DirName(channel);
  const std::string_view version = base::DirName(user);
  const std::string_view name = base::DirName(version);
  if (base::BaseName(package) != "package" || base::BaseName(base::DirName(name)) != "data")
    return absl::OkStatus();
  ManifestPackage from{.name = std::string(base::BaseName(name)),
                       .version = std::string(base::BaseName(version))};
  if (base::BaseName(user) != "_" || base::BaseName(channel) != "_") {
    from.repository_hint =
        "user=" + std::string(base::BaseName(user)) + "/" + std::string(base::BaseName(channel));
  }
  found.push_back(std::move(from));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
