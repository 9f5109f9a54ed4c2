#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/homebrew/homebrew_scanner.h"
#include "indexer/scanners/homebrew/keg_path.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewHomebrewScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadKegPath, path, text);
}

TEST(KegPath, NameAndVersionAreFolders) {
  const std::string cellar = "home/linuxbrew/.linuxbrew/Cellar/";
  EXPECT_EQ(Read(cellar + "openssl@3/3.2.1_1/INSTALL_RECEIPT.json", ""), "[openssl@3 3.2.1_1]");
  EXPECT_EQ(Read(cellar + "jq/HEAD-1a2b3c4/INSTALL_RECEIPT.json", ""), "[jq HEAD-1a2b3c4]");
  EXPECT_EQ(Read(cellar + "jq/INSTALL_RECEIPT.json", ""), "");
  EXPECT_EQ(Read("INSTALL_RECEIPT.json", ""), "");
}

TEST(HomebrewScanner, FindsKegs) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1/INSTALL_RECEIPT.json", "")
               .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.6/INSTALL_RECEIPT.json", "")
               .File("home/linuxbrew/.linuxbrew/Cellar/jq/1.7.1/bin/jq", "")
               .File("Cellar/xz/5.4.6/INSTALL_RECEIPT.json", "")
               .File("opt/Cellar/x/1\x01/INSTALL_RECEIPT.json", "")
               .File("opt/Cellar/x/1/share/INSTALL_RECEIPT.json", ""));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"jq 1.6", "jq 1.7.1", "xz 5.4.6"}));
  EXPECT_EQ(found.packages[0].type, "brew");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "opt/Cellar/x/1\x01/INSTALL_RECEIPT.json");
  EXPECT_EQ(found.Find("xz")->filepath, "Cellar/xz/5.4.6/INSTALL_RECEIPT.json");
}

INSTANTIATE_TEST_SUITE_P(Homebrew, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Homebrew",
                             .make = &NewHomebrewScanner,
                             .layer = FakeLayer().File("opt/Cellar/a/1_2/INSTALL_RECEIPT.json", ""),
                             .want = {"a 1_2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
