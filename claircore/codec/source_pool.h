#ifndef CLAIRCORE_CODEC_SOURCE_POOL_H_
#define CLAIRCORE_CODEC_SOURCE_POOL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claircore/internal/hash_map.h"
#include "claircore/package.h"

namespace claircore::codec {

// Makes equal source packages of one document one object: a report of a thousand binaries holds a
// few hundred sources. One thread.
class SourcePool {
 public:
  std::shared_ptr<const Package> Share(Package source) {
    std::vector<std::shared_ptr<const Package>>& bucket =
        buckets_[source.name + '\0' + source.version];
    for (const auto& known : bucket) {
      if (*known == source) return known;
    }
    auto shared = std::make_shared<const Package>(std::move(source));
    // A hostile document may give thousands of sources one name; those beyond are not looked up.
    if (bucket.size() < kBucket) bucket.push_back(shared);
    return shared;
  }

 private:
  static constexpr size_t kBucket = 32;
  // Names are other people's: a map whose hash they could foresee would be slow at their will.
  claircore::internal::HashMap<std::string, std::vector<std::shared_ptr<const Package>>> buckets_;
};

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_SOURCE_POOL_H_
