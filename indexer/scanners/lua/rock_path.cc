#include "indexer/scanners/lua/rock_path.h"

#include <string>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadRockPath(std::string_view path, std::string_view,
                          std::vector<ManifestPackage>& found) {
  const std::string_view file = base::BaseName(path);
  const std::string_view folder = base::DirName(path);
  const std::string version(base::BaseName(folder));
  const std::string name(base::BaseName(base::DirName(folder)));
  // What a rock has brought along does not name itself so.
  if (file != name + "-" + version + ".rockspec") return absl::OkStatus();
  found.push_back({.name = name, .version = version});
  return absl::OkStatus();
}

}  // namespace claircore::scanners
