#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_DOTNET_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_DOTNET_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What .NET programs are made of, by two kinds of evidence:
// - *.deps.json: the packages that really bring a file, the packs of a bundled runtime, and the
//   application; beside those of an installed runtime (shared/NAME/VERSION/), the runtime too,
//   under the name that `dotnet --list-runtimes` gives it;
// - the version resources of assemblies (.dll, .exe) that no deps.json of the same or an outer
//   folder accounts for. What only compilers read (ref/FRAMEWORK/) and translations
//   (*.resources.dll) are left out.
std::shared_ptr<const PackageScanner> NewDotnetScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_DOTNET_SCANNER_H_
