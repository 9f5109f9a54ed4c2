#include "indexer/scanners/wordpress/wordpress_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/wordpress/file_data.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewWordpressScanner() {
  return NewManifestScanner(
      {.id = {"claircore.wordpress", "2"},
       .type = "generic",
       .database = "wordpress",
       .globs = {"**/wp-includes/version.php", "**/wp-content/plugins/*.php",
                 "**/wp-content/plugins/*/*.php", "**/wp-content/mu-plugins/*.php",
                 "**/wp-content/mu-plugins/*/*.php", "**/wp-content/themes/*/style.css"},
       .read = &ReadFileData,
       .max_bytes = size_t{64} << 20});
}

}  // namespace claircore::scanners
