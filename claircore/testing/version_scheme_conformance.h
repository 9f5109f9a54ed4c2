#ifndef CLAIRCORE_TESTING_VERSION_SCHEME_CONFORMANCE_H_
#define CLAIRCORE_TESTING_VERSION_SCHEME_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

// A scheme, and what its ecosystem's own tool says of some strings.
struct VersionSchemeCase {
  std::string name;  // of the case: [A-Za-z0-9_]+
  std::function<std::shared_ptr<const VersionScheme>()> make;
  // Groups of equivalent versions, each group newer than the one before.
  std::vector<std::vector<std::string>> rising;
  std::vector<std::string> invalid;  // what the tool rejects
  // False for a scheme that documents where its order is not transitive, as the tool's own is not:
  // everything else is checked.
  bool transitive = true;

  friend std::ostream& operator<<(std::ostream& out, const VersionSchemeCase& c) {
    return out << c.name;
  }
};

// What matching relies on, beyond what the compiler checks. In a test of your own, with
// //claircore/testing:version_scheme_conformance and gtest_main among its deps:
//
//   using namespace claircore::testing;
//   INSTANTIATE_TEST_SUITE_P(Acme, VersionSchemeConformance, ::testing::Values(VersionSchemeCase{
//       "Numbers", &MakeScheme, {{"1", "01"}, {"2"}, {"10"}}, {"", "x"}}), CaseName());
//
// Checked: a name; the order of `rising`, all pairs both ways; over these and some two hundred
// strings bent from them: reflexive, antisymmetric, transitive; sort keys whose bytes order as
// Compare() does, appended to what is there; INVALID_ARGUMENT with an offset, on either side, for
// `invalid`; strings of 250,000 bytes in linear time; no allocation in a Compare() that succeeds
// (not under sanitizers, which have their own allocators); eight threads.
class VersionSchemeConformance : public ::testing::TestWithParam<VersionSchemeCase> {};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_VERSION_SCHEME_CONFORMANCE_H_
