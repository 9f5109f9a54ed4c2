#ifndef CLAIRCORE_TESTING_LAYER_FETCHER_CONFORMANCE_H_
#define CLAIRCORE_TESTING_LAYER_FETCHER_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "claircore/layer.h"
#include "claircore/layer_fetcher.h"
#include "claircore/testing/conformance.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

// A fetcher, what it should have, and something it has not.
struct LayerFetcherCase {
  struct Layer {
    LayerDescription description;
    std::string bytes;  // as stored; ideally some 100 KB, and one layer empty
  };
  std::string name;  // of the case: [A-Za-z0-9_]+
  std::function<std::shared_ptr<LayerFetcher>()> make;
  std::vector<Layer> layers;                // at least one
  std::optional<LayerDescription> missing;  // Open() gives NOT_FOUND

  friend std::ostream& operator<<(std::ostream& out, const LayerFetcherCase& c) {
    return out << c.name;
  }
};

// What the indexer relies on, beyond what the compiler checks. In a test of your own, with
// //claircore/testing:layer_fetcher_conformance and gtest_main among its deps:
//
//   using namespace claircore::testing;
//   INSTANTIATE_TEST_SUITE_P(Acme, LayerFetcherConformance,
//       ::testing::Values(LayerFetcherCase{"Disk", &MakeFetcher, layers, missing}), CaseName());
//
// Checked: every byte of every layer, opened again after the end and after half of it, two at once
// in turns, from eight threads, moved between threads; buffers of one byte, odd sizes and none; the
// end that stays the end; NOT_FOUND; a context ended before Open() or between reads: its status,
// soon, and the same at each later read. When OpenTree() gives a tree: paths cleaned, in order,
// parents first, files as long as they say, and a visitor that stops.
class LayerFetcherConformance : public ::testing::TestWithParam<LayerFetcherCase> {};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_LAYER_FETCHER_CONFORMANCE_H_
