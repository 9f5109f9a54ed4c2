#ifndef CLAIRCORE_MANIFEST_H_
#define CLAIRCORE_MANIFEST_H_

#include <vector>

#include "claircore/digest.h"
#include "claircore/layer.h"

namespace claircore::inline v0 {

// A container image: its digest and its layers, base first. The same layer may stand in it twice.
struct Manifest {
  Digest digest;
  std::vector<LayerDescription> layers;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_MANIFEST_H_
