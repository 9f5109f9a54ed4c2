#ifndef CLAIRCORE_INDEXER_SCANNERS_RUBY_RUBY_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUBY_RUBY_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed gems: the specifications/*.gemspec of every gem path, with Ruby's own default gems.
// A gem's source tree may hold a .gemspec too; it does not stand below specifications/.
std::shared_ptr<const PackageScanner> NewRubyScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUBY_RUBY_SCANNER_H_
