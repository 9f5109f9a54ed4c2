#ifndef CLAIRCORE_INDEXER_COALESCE_REPETITION_H_
#define CLAIRCORE_INDEXER_COALESCE_REPETITION_H_

#include <memory>

#include "claircore/coalescer.h"

namespace claircore::internal {

// Drops what says again, of one file, what a better witness has said already:
// - that a program is stamped as of a package which the system's own database lists, in this very
//   version: 120 programs of Debian's systemd are no 120 more packages;
// - the version that the programs of a Java runtime tell, where the runtime's `release` file tells
//   it in full;
// - the Cargo.lock of a project, one of whose programs says itself what it was built from.
std::shared_ptr<const ImageResolver> NewRepetitionResolver();

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_REPETITION_H_
