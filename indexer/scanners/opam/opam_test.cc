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
#include "indexer/scanners/opam/opam_path.h"
#include "indexer/scanners/opam/opam_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewOpamScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadOpamPath, path, text);
}

TEST(OpamPath, TheNameEndsAtTheFirstDot) {
  const std::string packages = "home/opam/.opam/4.14/.opam-switch/packages/";
  EXPECT_EQ(Read(packages + "ocaml-base-compiler.4.14.1/opam", ""), "[ocaml-base-compiler 4.14.1]");
  EXPECT_EQ(Read(packages + "base-unix.base/opam", ""), "[base-unix base]");
  EXPECT_EQ(Read(packages + "nothing/opam", ""), "");
  EXPECT_EQ(Read("opam", ""), "");
}

TEST(OpamScanner, FindsPackagesOfEverySwitch) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("root/.opam/default/.opam-switch/packages/dune.3.7.0/opam", "")
               .File("srv/_opam/.opam-switch/packages/zarith.1.12/opam", "")
               .File("srv/_opam/.opam-switch/packages/.1/opam", "")
               .File("root/.opam/repo/default/packages/yojson/yojson.2.0.0/opam", ""));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"dune 3.7.0", "zarith 1.12"}));
  EXPECT_EQ(found.packages[0].type, "opam");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "srv/_opam/.opam-switch/packages/.1/opam");
}

INSTANTIATE_TEST_SUITE_P(Opam, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Opam",
                             .make = &NewOpamScanner,
                             .layer = FakeLayer().File("a/.opam-switch/packages/a.1/opam", ""),
                             .want = {"a 1"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
