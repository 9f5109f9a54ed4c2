#include "indexer/scanners/conda/conda_scanner.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewCondaScanner(), layer); }

FakeLayer Environment() {
  return FakeLayer()
      .File("opt/conda/conda-meta/zlib-1.2.11-h90dfc92_1014.json",
            R"({"name": "zlib", "version": "1.2.11", "build": "h90dfc92_1014", "subdir": "linux-64",
                "channel": "https://conda.example/forge/", "files": ["lib/libz.so"]})")
      .File("opt/conda/envs/a/conda-meta/pip-22.2.2-py38_0.json",
            R"({"name": "pip", "version": "22.2.2"})")
      .File("opt/conda/conda-meta/history", "==> 2024-01-01 <==\n");
}

TEST(CondaScanner, ReadsEveryEnvironment) {
  const FakePackageSink found = Scan(Environment());
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"pip 22.2.2", "zlib 1.2.11"}));
  const Package& zlib = *found.Find("zlib");
  EXPECT_EQ(zlib.type, "conda");
  EXPECT_EQ(zlib.kind, PackageKind::kBinary);
  EXPECT_EQ(zlib.arch, "linux-64");
  EXPECT_EQ(zlib.package_db, "conda:opt/conda");
  EXPECT_EQ(zlib.filepath, "opt/conda/conda-meta/zlib-1.2.11-h90dfc92_1014.json");
  EXPECT_EQ(zlib.repository_hint, "channel=https://conda.example/forge/");
  EXPECT_EQ(found.Find("pip")->package_db, "conda:opt/conda/envs/a");
  EXPECT_EQ(found.Find("pip")->repository_hint, "");
  EXPECT_TRUE(found.problems.empty());
}

TEST(CondaScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("e/conda-meta/a.json", "{")
               .Broken("e/conda-meta/b.json", absl::DataLossError("spool"))
               .File("e/conda-meta/c.json", R"({"name": "c"})")
               .File("e/conda-meta/d.json", R"({"name": "d\u0007", "version": "1"})")
               .File("e/conda-meta/e.json", R"({"name": "e", "version": "1", "subdir": 7})"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"e 1"}));
  EXPECT_EQ(found.problems.size(), 4u);
}

using testing::PackageScannerCase;
using testing::PackageScannerConformance;
INSTANTIATE_TEST_SUITE_P(Conda, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{.name = "Conda",
                                                              .make = &NewCondaScanner,
                                                              .layer = Environment(),
                                                              .want = {"pip 22.2.2", "zlib 1.2.11"},
                                                              .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
