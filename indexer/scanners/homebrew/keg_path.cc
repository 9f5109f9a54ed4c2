#include "indexer/scanners/homebrew/keg_path.h"

#include <string>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadKegPath(std::string_view path, std::string_view,
                         std::vector<ManifestPackage>& found) {
  const std::string_view keg = base::DirName(path);
  const std::string_view rack = base::DirName(keg);
  if (base::BaseName(base::DirName(rack)) != "Cellar") return absl::OkStatus();
  found.push_back(
      {.name = std::string(base::BaseName(rack)), .version = std::string(base::BaseName(keg))});
  return absl::OkStatus();
}

}  // namespace claircore::scanners
