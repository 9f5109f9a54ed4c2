#ifndef CLAIRCORE_TESTING_HOSTILE_H_
#define CLAIRCORE_TESTING_HOSTILE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/layer_scanner.h"
#include "claircore/testing/fake_layer.h"

namespace claircore::inline v0::testing {

// `size` bytes that look random and are the same on every machine.
std::string Garbage(size_t size, unsigned seed);

// What a file with these bytes may turn into: empty, cut at many places, with bits flipped, bytes
// replaced, doubled, followed by garbage, one long line, garbage altogether. A fixed list.
std::vector<std::string> HostileVariants(std::string_view bytes);

// `layer` with one of the files that `scanner` sees replaced by a variant; for each file (of the
// first sixteen) and variant.
std::vector<FakeLayer> HostileLayers(const FakeLayer& layer, const LayerScanner& scanner);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_HOSTILE_H_
