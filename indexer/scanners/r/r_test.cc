#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/manifest/read_text.h"
#include "indexer/scanners/r/description.h"
#include "indexer/scanners/r/r_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewRScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadDescription, path, text);
}

TEST(RDescription, OnlyWhatWasBuiltIsInstalled) {
  EXPECT_EQ(Read("DESCRIPTION",
                 "Package: Rcpp\nTitle: R and C++\nVersion: 1.0.10\nDescription: Long\n"
                 "    Version: 9\n\tand more.\nBuilt: R 4.2.2; x86_64-pc-linux-gnu; ; unix\n"),
            "[Rcpp 1.0.10]");
  EXPECT_EQ(Read("DESCRIPTION", "Package: Rcpp\r\nVersion: 1.0-1\r\nBuilt: R 4\r\n"),
            "[Rcpp 1.0-1]");
  EXPECT_EQ(Read("DESCRIPTION", "Package: source\nVersion: 1\n"), "");
  EXPECT_EQ(Read("DESCRIPTION", "Nothing of R's at all.\n"), "");
  EXPECT_EQ(Read("DESCRIPTION", "Package: half\nBuilt: R 4\n"), "[half ]");
}

TEST(RScanner, LooksIntoEveryLibrary) {
  const std::string built = "\nVersion: 1\nBuilt: R 4.2.2; ; 2023-01-01; unix\n";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/lib/R/library/stats/DESCRIPTION", "Package: stats" + built)
               .File("root/R/x86_64-pc-linux-gnu-library/4.2/sf/DESCRIPTION", "Package: sf" + built)
               .File("srv/renv/library/R-4.2/x/xts/DESCRIPTION", "Package: xts" + built)
               .File("srv/bad/DESCRIPTION", "Built: by hand\n"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"sf 1", "stats 1", "xts 1"}));
  EXPECT_EQ(found.packages[0].type, "cran");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "srv/bad/DESCRIPTION");
}

INSTANTIATE_TEST_SUITE_P(
    R, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "R",
        .make = &NewRScanner,
        .layer = FakeLayer().File("usr/lib/R/site-library/a/DESCRIPTION",
                                  "Package: a\nVersion: 1.0-2\nBuilt: R 4.2.2\n"),
        .want = {"a 1.0-2"},
        .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
