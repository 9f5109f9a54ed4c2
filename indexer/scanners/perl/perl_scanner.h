#ifndef CLAIRCORE_INDEXER_SCANNERS_PERL_PERL_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PERL_PERL_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Perl distributions that were installed from CPAN: by cpanm, cpm or Carton, which keep the
// metadata of each below .meta/, or by cpan or hand, of which perllocal.pod keeps the log. What a
// newer version has replaced stays below .meta/, so it is still found. Of both sources one
// distribution comes twice. Perl's own modules leave no trace; they are perl.
std::shared_ptr<const PackageScanner> NewPerlScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PERL_PERL_SCANNER_H_
