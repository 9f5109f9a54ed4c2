#ifndef CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_WORDPRESS_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_WORDPRESS_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// WordPress, its plugins and its themes.
std::shared_ptr<const PackageScanner> NewWordpressScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_WORDPRESS_WORDPRESS_SCANNER_H_
