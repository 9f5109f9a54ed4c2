#include "indexer/scanners/python/python_scanner.h"

#include <stop_token>
#include <string>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPythonScanner(), layer); }

std::string Metadata(std::string_view name) {
  return "Metadata-Version: 2.1\nName: " + std::string(name) + "\nVersion: 1.0\n\ntext\n";
}

TEST(PythonScanner, FindsEveryFormOfInstalledProject) {
  const std::string site = "usr/lib/python3/dist-packages/";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(site + "Wheel_One-1.0.dist-info/METADATA", Metadata("Wheel_One"))
               .File(site + "egg_dir-1.0.egg-info/PKG-INFO", Metadata("egg.dir"))
               .File(site + "egg_file-1.0.egg-info", Metadata("egg-file"))
               .File(site + "egg-1.0-py3.egg/EGG-INFO/PKG-INFO", Metadata("egg"))
               .File(site + "LOUD.DIST-INFO/METADATA", Metadata("loud"))
               .File(site + "bare.dist-info", Metadata("bare"))
               .File(site + "old.dist-info/PKG-INFO", Metadata("old")));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"Wheel_One 1.0", "bare 1.0", "egg 1.0", "egg-file 1.0",
                                      "egg.dir 1.0", "loud 1.0", "old 1.0"}));
  const Package& wheel = *found.Find("Wheel_One");
  EXPECT_EQ(wheel.type, "pypi");
  EXPECT_EQ(wheel.kind, PackageKind::kBinary);
  EXPECT_EQ(wheel.package_db, "python:usr/lib/python3/dist-packages");
  EXPECT_EQ(wheel.filepath, site + "Wheel_One-1.0.dist-info/METADATA");
  EXPECT_EQ(wheel.source, nullptr);
  EXPECT_EQ(found.Find("egg-file")->package_db, "python:usr/lib/python3/dist-packages");
  EXPECT_EQ(found.Find("egg")->package_db, "python:usr/lib/python3/dist-packages/egg-1.0-py3.egg");
  EXPECT_TRUE(found.problems.empty());
}

TEST(PythonScanner, LeavesAloneWhatPythonDoesNotFind) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("src/METADATA", Metadata("a"))
               .File("src/PKG-INFO", Metadata("b"))
               .File("src/pkg/EGG-INFO/PKG-INFO", Metadata("c"))
               .File("site-packages/x.dist-info/licenses/METADATA", Metadata("d"))
               .File("site-packages/~umpy-1.0.dist-info/METADATA", Metadata("numpy")));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
}

TEST(PythonScanner, OneFolderIsOneProject) {
  const FakePackageSink found = Scan(FakeLayer()
                                         .File("s/a.dist-info/METADATA", Metadata("new"))
                                         .File("s/a.dist-info/PKG-INFO", Metadata("old")));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"new 1.0"}));
}

TEST(PythonScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("s/a.dist-info/METADATA", "Name: a\n\nVersion: 1\n")
               .Broken("s/b.dist-info/METADATA", absl::DataLossError("spool"))
               .File("s/c.dist-info/METADATA", "Name: c\x1b[0m\nVersion: 1\n")
               .File("s/d.dist-info/METADATA", Metadata("d")));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"d 1.0"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

TEST(PythonScanner, StopsWhenCancelled) {
  FakeLayer layer;
  for (int i = 0; i < 5000; ++i) {
    layer.File("s/p" + std::to_string(i) + ".dist-info/METADATA", Metadata("p"));
  }
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewPythonScanner();
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer.For(*scanner), sink).code(),
            absl::StatusCode::kCancelled);
  EXPECT_LT(sink.packages.size(), 5000u);
}

}  // namespace
}  // namespace claircore::scanners
