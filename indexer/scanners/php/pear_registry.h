#ifndef CLAIRCORE_INDEXER_SCANNERS_PHP_PEAR_REGISTRY_H_
#define CLAIRCORE_INDEXER_SCANNERS_PHP_PEAR_REGISTRY_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads a file of PEAR's registry, .registry/NAME.reg or .registry/.channel.HOST/NAME.reg: an array
// as PHP's serialize() writes it (https://www.php.net/manual/en/function.serialize.php), with the
// members of package.xml 2.0 ("name", "channel", "version" => ["release" => ..]) or 1.0
// ("package", "version"). The channel becomes the repository hint. DATA_LOSS for anything else.
absl::Status ReadPearRegistry(std::string_view path, std::string_view text,
                              std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PHP_PEAR_REGISTRY_H_
