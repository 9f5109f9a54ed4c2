#include "indexer/scanners/conan/cache_path.h"

#include <string>
#include <utility>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadCachePath(std::string_view path, std::string_view,
                           std::vector<ManifestPackage>& found) {
  const std::string_view package = DirName(DirName(path));
  const std::string_view channel = DirName(package);
  const std::string_view user = DirName(channel);
  const std::string_view version = DirName(user);
  const std::string_view name = DirName(version);
  if (BaseName(package) != "package" || BaseName(DirName(name)) != "data") return absl::OkStatus();
  ManifestPackage from{.name = std::string(BaseName(name)),
                       .version = std::string(BaseName(version))};
  if (BaseName(user) != "_" || BaseName(channel) != "_") {
    from.repository_hint =
        "user=" + std::string(BaseName(user)) + "/" + std::string(BaseName(channel));
  }
  found.push_back(std::move(from));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
