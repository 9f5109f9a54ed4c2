#ifndef CLAIRCORE_INDEXER_SCANNERS_PERL_CPAN_H_
#define CLAIRCORE_INDEXER_SCANNERS_PERL_CPAN_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads MYMETA.json (https://metacpan.org/pod/CPAN::Meta::Spec) or perllocal.pod, as
// ExtUtils::MakeMaker appends to it: the last entry of a module counts. It knows the main module
// alone, whose name, with "-" for "::", is the distribution's.
absl::Status ReadCpan(std::string_view path, std::string_view text,
                      std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PERL_CPAN_H_
