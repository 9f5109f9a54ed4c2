#ifndef CLAIRCORE_INDEXER_ZIP_SOURCES_H_
#define CLAIRCORE_INDEXER_ZIP_SOURCES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/zip/zip.h"

namespace claircore::zip {

// A part of another source, which must outlive it.
std::unique_ptr<RandomAccessSource> NewRangeSource(const RandomAccessSource& source, uint64_t begin,
                                                   uint64_t size);
// Gives its bytes back to Budget::memory_bytes when it goes.
std::unique_ptr<RandomAccessSource> NewMemorySource(std::string bytes, Budget& budget);
// A deflated part of another source; all three must outlive it. Its memory is bounded by some 6
// MiB whatever its size; going back costs inflating from the nearest saved point.
std::unique_ptr<RandomAccessSource> NewInflatedSource(const Context& context,
                                                      const RandomAccessSource& source,
                                                      Budget& budget, uint64_t begin,
                                                      uint64_t packed_size, uint64_t size);

}  // namespace claircore::zip

#endif  // CLAIRCORE_INDEXER_ZIP_SOURCES_H_
