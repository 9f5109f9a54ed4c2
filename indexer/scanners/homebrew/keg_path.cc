#include "indexer/scanners/homebrew/keg_path.h"

#include <string>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadKegPath(std::string_view path, std::string_view,
                         std::vector<ManifestPackage>& found) {
  const std::string_view keg = DirName(path);
  const std::string_view rack = DirName(keg);
  if (BaseName(DirName(rack)) != "Cellar") return absl::OkStatus();
  found.push_back({.name = std::string(BaseName(rack)), .version = std::string(BaseName(keg))});
  return absl::OkStatus();
}

}  // namespace claircore::scanners
