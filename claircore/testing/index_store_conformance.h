#ifndef CLAIRCORE_TESTING_INDEX_STORE_CONFORMANCE_H_
#define CLAIRCORE_TESTING_INDEX_STORE_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "claircore/index_store.h"
#include "claircore/testing/conformance.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

struct IndexStoreCase {
  std::string name;                                   // of the case: [A-Za-z0-9_]+
  std::function<std::shared_ptr<IndexStore>()> make;  // an empty store, another at each call
  friend std::ostream& operator<<(std::ostream& out, const IndexStoreCase& c) {
    return out << c.name;
  }
};

// What the indexer relies on, beyond what the compiler checks. In a test of your own, with
// //claircore/testing:index_store_conformance and gtest_main among its deps:
//
//   using namespace claircore::testing;
//   INSTANTIATE_TEST_SUITE_P(Acme, IndexStoreConformance,
//                            ::testing::Values(IndexStoreCase{"Sql", &MakeStore}), CaseName());
//
// Checked: every rule in index_store.h: findings that come back with every field, by scanner name
// and version, all or none; "scanned" exactly where something was put; replacement; reports and
// their state; records found under own, source and module names however spelt, with what a matcher
// needs; deletion that keeps shared layers; contexts that have ended change nothing; readers never
// see half of a call; eight threads.
class IndexStoreConformance : public ::testing::TestWithParam<IndexStoreCase> {};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_INDEX_STORE_CONFORMANCE_H_
