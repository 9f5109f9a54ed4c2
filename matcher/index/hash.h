#ifndef MATCHER_INDEX_HASH_H_
#define MATCHER_INDEX_HASH_H_

#include <cstdint>
#include <string_view>

namespace claircore::matcher {

// A hash that is the same on every machine and in every release, as segments hold its values. Not
// for secrets: whoever can choose keys can make collisions, so every user checks the text too.
uint64_t StableHash(std::string_view bytes, uint64_t seed = 0);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_HASH_H_
