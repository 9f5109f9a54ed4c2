#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/cos/cos_scanner.h"
#include "indexer/scanners/cos/package_info.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewCosScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadPackageInfo, path, text);
}

constexpr std::string_view kPath = "etc/cos-package-info.json";

constexpr std::string_view kInfo = R"({
  "installedPackages": [
    {"category": "app-arch", "name": "gzip", "version": "1.9", "ebuild_version": "1.9"},
    {"category": "dev-libs", "name": "popt", "version": "1.16", "ebuild_version": "1.16-r2"}
  ],
  "buildTimePackages": [
    {"category": "virtual", "name": "pkgconfig", "version": "0.1", "ebuild_version": "0.1-r1"}
  ]
})";

TEST(CosPackageInfo, ReadsWhatIsInstalled) {
  EXPECT_EQ(Read(kPath, kInfo), "[gzip 1.9][popt 1.16]");
  EXPECT_EQ(Read(kPath, R"({"installedPackages": []})"), "");
  EXPECT_EQ(Read(kPath, R"({"installedPackages": [7, {"name": "a"}, {"version": 1}]})"),
            "[ ][a ][ ]");
  EXPECT_EQ(Read(kPath, R"({"buildTimePackages": []})"), "error");
  EXPECT_EQ(Read(kPath, "[]"), "error");
  EXPECT_EQ(Read(kPath, ""), "error");
}

TEST(CosPackageInfo, AListOfMillionsIsAnError) {
  std::string text = R"({"installedPackages": [7)";
  for (int i = 0; i < 100'000; ++i) text += ",7";
  EXPECT_EQ(Read(kPath, text + "]}"), "error");
}

TEST(CosScanner, ReadsTheOneListOfAnImage) {
  const FakePackageSink found = Scan(
      FakeLayer().File(std::string(kPath), kInfo).File("srv/etc/cos-package-info.json", kInfo));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"gzip 1.9", "popt 1.16"}));
  EXPECT_EQ(found.packages[0].type, "cos");
  EXPECT_EQ(found.databases, (std::vector<std::string>{std::string(kPath)}));
  EXPECT_TRUE(found.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(Cos, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Cos",
                             .make = &NewCosScanner,
                             .layer = FakeLayer().File(std::string(kPath), kInfo),
                             .want = {"gzip 1.9", "popt 1.16"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
