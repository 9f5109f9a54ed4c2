#ifndef CLAIRCORE_TESTING_DISTRIBUTION_DETECTOR_CONFORMANCE_H_
#define CLAIRCORE_TESTING_DISTRIBUTION_DETECTOR_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "claircore/distribution_detector.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

// A detector, and a layer of its system.
struct DistributionDetectorCase {
  std::string name;  // of the case: [A-Za-z0-9_]+
  std::function<std::shared_ptr<const DistributionDetector>()> make;
  FakeLayer layer;
  std::vector<std::string> want;  // "did version_id" of each distribution found in it, sorted
  bool builtin = false;           // ours: may, and must, use the reserved names

  friend std::ostream& operator<<(std::ostream& out, const DistributionDetectorCase& c) {
    return out << c.name;
  }
};

// What the indexer relies on, beyond what the compiler checks. In a test of your own, with
// //claircore/testing:distribution_detector_conformance and gtest_main among its deps:
//
//   using namespace claircore::testing;
//   INSTANTIATE_TEST_SUITE_P(Acme, DistributionDetectorConformance,
//                            ::testing::Values(DistributionDetectorCase{"Acme9", &MakeDetector,
//                            layer, want}), CaseName());
//
// Checked: a stable, unreserved identity; wants that are well formed and the same each time; the
// distributions of `layer`, each with a did; an empty layer; the same answer twice, from eight
// threads and for a tar in another order; damaged files of about sixty kinds, unreadable and too
// large ones: all that is OK, with problems; a context that ends before the call or at any check of
// it: its status comes back.
class DistributionDetectorConformance : public ::testing::TestWithParam<DistributionDetectorCase> {
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_DISTRIBUTION_DETECTOR_CONFORMANCE_H_
