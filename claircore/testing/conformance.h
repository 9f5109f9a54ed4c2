#ifndef CLAIRCORE_TESTING_CONFORMANCE_H_
#define CLAIRCORE_TESTING_CONFORMANCE_H_

#include <string>

#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

// Names the instances of a conformance suite after their cases; the last argument of
// INSTANTIATE_TEST_SUITE_P. Case names are [A-Za-z0-9_]+ and distinct.
struct CaseName {
  template <typename Case>
  std::string operator()(const ::testing::TestParamInfo<Case>& info) const {
    return info.param.name;
  }
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_CONFORMANCE_H_
