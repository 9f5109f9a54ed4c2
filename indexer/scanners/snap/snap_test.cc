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
#include "indexer/scanners/snap/snap_scanner.h"
#include "indexer/scanners/snap/snap_yaml.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewSnapScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadSnapYaml, path, text);
}

constexpr std::string_view kPath = "snap/a/1/meta/snap.yaml";

TEST(SnapYaml, ReadsTopLevelKeysOfOneLine) {
  EXPECT_EQ(Read(kPath, "name: jq\nversion: 1.5+dfsg-1\nsummary: x\n"), "[jq 1.5+dfsg-1]");
  EXPECT_EQ(Read(kPath, "version: '1.10' # not a number\r\nname: \"hello-world\"\r\n"),
            "[hello-world 1.10]");
  EXPECT_EQ(Read(kPath,
                 "name: a\ndescription: |\n  name: b\n  version: 9\nversion:\t2\n"
                 "apps:\n  a:\n    version: 3\nslots:\n- name: c\nname-of: d\n"),
            "[a 2]");
  EXPECT_EQ(Read(kPath, "name: a#b\nversion: 1 #2\n"), "[a#b 1]");
}

TEST(SnapYaml, WhatTakesMoreThanALineOrHasEscapesIsEmpty) {
  for (const std::string_view version :
       {"", "|", ">-", "\"1\\x2e0\"", "'1'.0", "\"1", "!!str 1", "&a 1", "[1]", "# 1",
        "'1'# no comment", "1\n  beta", "1\n\n  beta", "\n  1"}) {
    EXPECT_EQ(Read(kPath, "name: a\nversion: " + std::string(version) + "\nbase: core\n"), "[a ]")
        << version;
  }
  EXPECT_EQ(Read(kPath, "name:a\nversion:1\n"), "[ ]");
  EXPECT_EQ(Read(kPath, ""), "[ ]");
}

TEST(SnapScanner, FindsUnpackedSnaps) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("snap/core20/1974/meta/snap.yaml", "name: core20\nversion: 20230622\n")
               .File("opt/unpacked/meta/snap.yaml", "name: jq\nversion: 1.5\n")
               .File("snap/broken/1/meta/snap.yaml", "name: [\n")
               .File("src/snap/snapcraft.yaml", "name: a\nversion: 1\n"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"core20 20230622", "jq 1.5"}));
  EXPECT_EQ(found.packages[0].type, "snap");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "snap/broken/1/meta/snap.yaml");
}

INSTANTIATE_TEST_SUITE_P(Snap, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Snap",
                             .make = &NewSnapScanner,
                             .layer = FakeLayer().File("snap/a/1/meta/snap.yaml",
                                                       "name: a\nversion: 1\n"),
                             .want = {"a 1"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
