#ifndef CLAIRCORE_INDEXER_COALESCE_PATH_TRUTH_H_
#define CLAIRCORE_INDEXER_COALESCE_PATH_TRUTH_H_

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "indexer/coalesce/image.h"

namespace claircore::internal {

// Drops every occurrence whose file is no longer there, or holds something else by now, whichever
// coalescer reported it. An occurrence is true if some layer's findings have that name and version
// at that file and the file of that layer is what the image ends up with. One that no scanner
// reported in that form is judged by the file of its `introduced_in`. Without a file it is true.
absl::Status ApplyPathTruth(const Context& context, const Image& image, IndexReport& report);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_PATH_TRUTH_H_
