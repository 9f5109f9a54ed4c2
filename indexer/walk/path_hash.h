#ifndef CLAIRCORE_INDEXER_WALK_PATH_HASH_H_
#define CLAIRCORE_INDEXER_WALK_PATH_HASH_H_

#include <cstdint>
#include <string_view>

namespace claircore::walk {

// The 64-bit hash of OwnedFile::path_hash: SipHash-2-4
// (https://www.aumasson.jp/siphash/siphash.pdf) under a fixed key. It is stored, so it never
// changes. A weaker hash would let an image hide a file behind an owned path of the same hash.
uint64_t PathHash(std::string_view cleaned_path);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_PATH_HASH_H_
