#include "acme_scanner.h"

#include <memory>

#include "claircore/testing/package_scanner_conformance.h"

using namespace claircore::testing;  // NOLINT: a test

INSTANTIATE_TEST_SUITE_P(Acme, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "TwoPackages",
                             .make = [] { return std::make_shared<AcmeScanner>(); },
                             .layer = FakeLayer().File("etc/acme/packages", "zlib 1.3\ncurl 8.1\n"),
                             .want = {"curl 8.1", "zlib 1.3"}}),
                         CaseName());
