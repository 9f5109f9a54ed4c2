#ifndef CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_YAML_H_
#define CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_YAML_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads name and version of a snap's meta/snap.yaml
// (https://snapcraft.io/docs/build-snaps), in whose first column are the top-level keys. Of the
// ways to write them in YAML those count that take one line and no escapes; values of other ones
// are empty.
absl::Status ReadSnapYaml(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_YAML_H_
