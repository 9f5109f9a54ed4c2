#ifndef CLAIRCORE_TESTING_PACKAGE_SCANNER_CONFORMANCE_H_
#define CLAIRCORE_TESTING_PACKAGE_SCANNER_CONFORMANCE_H_

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "claircore/package_scanner.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

// A scanner, and a layer with packages in it.
struct PackageScannerCase {
  std::string name;  // of the case: [A-Za-z0-9_]+
  std::function<std::shared_ptr<const PackageScanner>()> make;
  FakeLayer layer;
  std::vector<std::string> want;  // "name version" of each package found in it, sorted
  bool builtin = false;           // ours: may, and must, use the reserved names

  friend std::ostream& operator<<(std::ostream& out, const PackageScannerCase& c) {
    return out << c.name;
  }
};

// What the indexer relies on, beyond what the compiler checks. In a test of your own, with
// //claircore/testing:package_scanner_conformance and gtest_main among its deps:
//
//   using namespace claircore::testing;
//   INSTANTIATE_TEST_SUITE_P(Acme, PackageScannerConformance,
//                            ::testing::Values(PackageScannerCase{"Two", &MakeScanner, layer,
//                            want}), CaseName());
//
// Checked: a stable, unreserved identity; wants that are well formed and the same each time; the
// packages of `layer`, each with a type and an existing filepath; an empty layer; the same answer
// twice, from eight threads and for a tar in another order; damaged files of about sixty kinds,
// unreadable and too large ones: all that is OK, with problems; a context that ends before the scan
// or at any check of it: its status comes back.
class PackageScannerConformance : public ::testing::TestWithParam<PackageScannerCase> {};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_PACKAGE_SCANNER_CONFORMANCE_H_
