#ifndef CLAIRCORE_FETCH_INTERNAL_LAYER_BYTES_H_
#define CLAIRCORE_FETCH_INTERNAL_LAYER_BYTES_H_

#include <string_view>

#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::fetch {

// Whether these 512 bytes are a tar's first block: a header whose checksum is right, or zeros.
bool IsTarBlock(std::string_view block);

// Whether `bytes` begin as a tar does, plain or compressed as layers are (gzip, zstd). Looks at
// their beginning alone; false for what cannot be read.
bool BeginsAsTar(const Context& context, const RandomAccessSource& bytes);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_LAYER_BYTES_H_
