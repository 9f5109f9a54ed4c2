#ifndef CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_PATH_H_
#define CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_PATH_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Takes a package from the path .../.opam-switch/packages/NAME.VERSION/opam, which opam keeps for
// as long as the package is installed
// (https://opam.ocaml.org/doc/Manual.html#Common-file-hierarchies). Other paths give nothing.
absl::Status ReadOpamPath(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_PATH_H_
