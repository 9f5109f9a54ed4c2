#ifndef CLAIRCORE_INDEXER_COALESCE_UNKNOWN_PROGRAMS_H_
#define CLAIRCORE_INDEXER_COALESCE_UNKNOWN_PROGRAMS_H_

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "indexer/coalesce/image.h"

namespace claircore::internal {

// Lists in `report` the programs of the image that nobody accounts for. A program is accounted for
// under any of its names: where a package of the report was found in it, where a system's package
// owns it, or where it lies in the folder of another's: within a Node package, a Java runtime, a
// conda environment. A file that is no longer there, or not this layer's, is no program.
absl::Status ListUnknownPrograms(const Context& context, const Image& image, IndexReport& report);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_UNKNOWN_PROGRAMS_H_
