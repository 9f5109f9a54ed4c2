#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_SHA1_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_SHA1_H_

#include <string>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/zip/zip.h"

namespace claircore::scanners {

// The SHA-1 of all bytes, in hex: what Maven's repositories know their files by.
absl::StatusOr<std::string> Sha1Of(const Context& context, const RandomAccessSource& source,
                                   zip::Budget& budget);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_SHA1_H_
