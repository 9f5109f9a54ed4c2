#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/conan/cache_path.h"
#include "indexer/scanners/conan/conan_scanner.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewConanScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadCachePath, path, text);
}

TEST(ConanCachePath, NameAndVersionAreFolders) {
  const std::string data = "root/.conan/data/";
  const std::string end = "/package/5ab84d6acfe1f23c4fae0ab88f26e3a396351ac9/conaninfo.txt";
  EXPECT_EQ(Read(data + "zlib/1.2.13/_/_" + end, ""), "[zlib 1.2.13]");
  EXPECT_EQ(Read(data + "acme/1.0+x/team/stable" + end, ""), "[acme 1.0+x]");
  EXPECT_EQ(Read(data + "acme/1.0/team/stable/build/1/conaninfo.txt", ""), "");
  EXPECT_EQ(Read(data + "1.0/team/stable" + end, ""), "");
  EXPECT_EQ(Read("conaninfo.txt", ""), "");
}

TEST(ConanScanner, FindsPackagesOfTheCache) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("root/.conan/data/zlib/1.2.13/_/_/package/5ab8/conaninfo.txt", "")
               .File("root/.conan/data/acme/1/team/stable/package/5ab8/conaninfo.txt", "")
               .File("root/.conan/data/acme/1/team/stable/package/5ab8/src/conaninfo.txt", "")
               .File("root/.conan/data/only-built/1/_/_/build/5ab8/conaninfo.txt", "")
               .File("root/build/conaninfo.txt", ""));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"acme 1", "zlib 1.2.13"}));
  EXPECT_EQ(found.packages[0].type, "conan");
  EXPECT_EQ(found.packages[0].repository_hint, "user=team/stable");
  EXPECT_EQ(found.packages[1].repository_hint, "");
  EXPECT_TRUE(found.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Conan, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Conan",
        .make = &NewConanScanner,
        .layer = FakeLayer().File(".conan/data/a/1/_/_/package/5ab8/conaninfo.txt", ""),
        .want = {"a 1"},
        .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
