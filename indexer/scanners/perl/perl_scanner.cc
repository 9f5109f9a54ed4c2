#include "indexer/scanners/perl/perl_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/perl/cpan.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewPerlScanner() {
  return NewManifestScanner({.id = {"claircore.perl", "2"},
                             .type = "cpan",
                             .database = "perl",
                             .globs = {"**/.meta/*/MYMETA.json", "**/perllocal.pod"},
                             .read = &ReadCpan});
}

}  // namespace claircore::scanners
