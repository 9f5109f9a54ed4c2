#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "claircore/testing/zip_builder.h"
#include "gtest/gtest.h"
#include "indexer/scanners/python/python_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::ZipBuilder;

constexpr std::string_view kSix = "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n\ntext\n";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPythonScanner(), layer); }

std::string Egg() {
  return ZipBuilder().Deflated("six.py", "pass\n").Deflated("EGG-INFO/PKG-INFO", kSix).Build();
}

TEST(ZippedEgg, IsAProject) {
  const std::string path = "usr/lib/python3/site-packages/six-1.16.0-py3.egg";
  const FakePackageSink found = Scan(FakeLayer().File(path, Egg()));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"six 1.16.0"}));
  EXPECT_EQ(found.packages[0].type, "pypi");
  EXPECT_EQ(found.packages[0].filepath, path);
  EXPECT_EQ(found.packages[0].package_db, "python:" + path);
  EXPECT_TRUE(found.problems.empty());
}

TEST(ZippedEgg, OtherFilesOfThatNameAreNone) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("a/chicken.egg", "no zip")
               .File("a/empty.egg", "")
               .File("a/other.egg", ZipBuilder().Stored("lib/EGG-INFO/PKG-INFO", kSix).Build()));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
}

TEST(ZippedEgg, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  std::string bomb =
      ZipBuilder().Deflated("EGG-INFO/PKG-INFO", std::string(size_t{9} << 20, '\n')).Build();
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("a/bomb.egg", bomb)
               .File("a/bare.egg", ZipBuilder().Stored("EGG-INFO/PKG-INFO", "Name: x\n").Build())
               .File("a/crc.egg",
                     ZipBuilder()
                         .Add({.name = "EGG-INFO/PKG-INFO", .bytes = std::string(kSix), .crc32 = 7})
                         .Build())
               .File("a/six.egg", Egg()));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"six 1.16.0"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

using testing::PackageScannerCase;
using testing::PackageScannerConformance;
INSTANTIATE_TEST_SUITE_P(
    Python, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "EditableAndEgg",
        .make = &NewPythonScanner,
        .layer = FakeLayer()
                     .File("s/six.egg", Egg())
                     .File("s/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n")
                     .File("s/a-1.dist-info/direct_url.json",
                           R"({"url": "file:///src", "dir_info": {"editable": true}})")
                     .File("src/a.egg-info/PKG-INFO", "Name: a\nVersion: 1\n"),
        .want = {"a 1", "six 1.16.0"},
        .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
