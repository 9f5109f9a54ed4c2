#ifndef CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of rpm, whatever the distribution: databases of all three kinds (Berkeley DB, NDB,
// SQLite with its write-ahead log) in every folder, and the list that images of Azure Linux without
// rpm keep in its place. A file by the name of a database that is none counts only where rpm keeps
// its own. Packages own their files where the database is in a folder of rpm's, which tells the
// root: "srv/chroot/var/lib/rpm". The copy that rpm-ostree keeps of a base image's database is left
// out: it does not know what was updated since.
std::shared_ptr<const PackageScanner> NewRpmScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_SCANNER_H_
