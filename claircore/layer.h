#ifndef CLAIRCORE_LAYER_H_
#define CLAIRCORE_LAYER_H_

#include <map>
#include <string>
#include <vector>

#include "claircore/digest.h"

namespace claircore::inline v0 {

// A layer as a manifest names it. `digest` covers the bytes as stored, usually compressed.
struct LayerDescription {
  Digest digest;
  // Where a fetcher finds it; its meaning is the fetcher's. May be empty.
  std::string uri;
  // OCI media type, or empty. A hint: the engine looks at the bytes.
  std::string media_type;
  // HTTP headers for a fetcher that speaks HTTP; names in the case given.
  std::map<std::string, std::vector<std::string>> headers;
  friend bool operator==(const LayerDescription&, const LayerDescription&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LAYER_H_
