#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/haskell/haskell_scanner.h"
#include "indexer/scanners/haskell/registration.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewHaskellScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadRegistration, path, text);
}

TEST(HaskellRegistration, ReadsNameAndVersion) {
  EXPECT_EQ(Read("",
                 "name:                 text\nversion:              1.2.5.0\n"
                 "visibility:           public\ndepends:\n    base-4.15.1.0 name-1\n"),
            "[text 1.2.5.0]");
  EXPECT_EQ(Read("", "Name:\n    aeson\nVersion:\n    2.1.0.0\n    9\n"), "[aeson 2.1.0.0]");
  EXPECT_EQ(Read("",
                 "name: z-attoparsec-z-attoparsec-internal\nversion: 0.14.4\n"
                 "package-name: attoparsec\nlib-name: attoparsec-internal\n"),
            "[attoparsec 0.14.4]");
  EXPECT_EQ(Read("", "InstalledPackageInfo {}"), "[ ]");
}

TEST(HaskellScanner, LooksIntoEveryPackageDatabase) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/ghc/package.conf.d/base-4.conf", "name: base\nversion: 4\n")
               .File("root/.cabal/store/ghc-9.2.7/package.db/a-1-ff.conf", "name: a\nversion: 1\n")
               .File("root/.stack/snapshots/x/y/9.2.7/pkgdb/b-2.conf", "name: b\nversion: 2\n")
               .File("usr/lib/ghc/package.conf.d/bad.conf", "version: 1\n")
               .File("etc/a.conf", "name: no\nversion: 1\n"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"a 1", "b 2", "base 4"}));
  EXPECT_EQ(found.packages[0].type, "hackage");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "usr/lib/ghc/package.conf.d/bad.conf");
}

INSTANTIATE_TEST_SUITE_P(Haskell, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Haskell",
                             .make = &NewHaskellScanner,
                             .layer = FakeLayer().File("var/lib/ghc/package.conf.d/a-1.conf",
                                                       "name: a\nversion: 1\n"),
                             .want = {"a 1"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
