#include "indexer/scanners/opam/opam_path.h"

#include <cstddef>
#include <string>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

absl::Status ReadOpamPath(std::string_view path, std::string_view,
                          std::vector<ManifestPackage>& found) {
  const std::string_view package = base::BaseName(base::DirName(path));
  // Names have no dots, versions do.
  const size_t dot = package.find('.');
  if (dot == std::string_view::npos) return absl::OkStatus();
  found.push_back({.name = std::string(package.substr(0, dot)),
                   .version = std::string(package.substr(dot + 1))});
  return absl::OkStatus();
}

}  // namespace claircore::scanners
