#ifndef CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_FILE_DATA_H_
#define CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_FILE_DATA_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads what WordPress itself reads of a file: of wp-content/plugins/SLUG/*.php and of
// wp-content/themes/SLUG/style.css the headers in the first 8 KiB
// (https://developer.wordpress.org/plugins/plugin-basics/header-requirements), of
// wp-includes/version.php the version. Plugins and themes go by their folder, as on WordPress.org,
// and plugins of one file, wp-content/plugins/SLUG.php, by that; so do those that must be used, in
// wp-content/mu-plugins. A file without the header that names one is none.
absl::Status ReadFileData(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_FILE_DATA_H_
