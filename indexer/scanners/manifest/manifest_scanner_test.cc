#include "indexer/scanners/manifest/manifest_scanner.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

// "NAME VERSION\n" for each package; "!" is no manifest at all.
absl::Status ReadPairs(std::string_view, std::string_view text,
                       std::vector<ManifestPackage>& found) {
  if (text.starts_with('!')) return absl::DataLossError("not a list");
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const size_t space = std::min(line.find(' '), line.size());
    ManifestPackage package;
    package.name = line.substr(0, space);
    package.version = line.substr(std::min(space + 1, line.size()));
    if (package.name == "wasm") package.type = "oci";
    found.push_back(package);
  }
  return absl::OkStatus();
}

std::shared_ptr<const PackageScanner> NewPairScanner() {
  return NewManifestScanner({.id = {"claircore.pairs", "1"},
                             .type = "generic",
                             .database = "pairs",
                             .globs = {"**/*.pairs"},
                             .read = &ReadPairs,
                             .max_bytes = size_t{1} << 20,
                             .is_database = true});
}

FakePackageSink Scan(const PackageScanner& scanner, const FakeLayer& layer) {
  FakePackageSink sink;
  EXPECT_TRUE(scanner.Scan(Context::Background(), *layer.For(scanner), sink).ok());
  return sink;
}

TEST(ManifestScanner, FillsInWhatTheFormatSays) {
  const FakePackageSink found =
      Scan(*NewPairScanner(), FakeLayer().File("a/x.pairs", "a 1\nwasm 2\n").File("e.pairs", ""));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"a 1", "wasm 2"}));
  const Package& a = *found.Find("a");
  EXPECT_EQ(a.type, "generic");
  EXPECT_EQ(a.kind, PackageKind::kBinary);
  EXPECT_EQ(a.package_db, "pairs:a/x.pairs");
  EXPECT_EQ(a.filepath, "a/x.pairs");
  EXPECT_EQ(found.Find("wasm")->type, "oci");
  EXPECT_EQ(found.databases, (std::vector<std::string>{"a/x.pairs", "e.pairs"}));
}

TEST(ManifestScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  std::string broken;
  for (int i = 0; i < 100; ++i) broken += "noversion\n";
  const FakePackageSink found =
      Scan(*NewPairScanner(), FakeLayer()
                                  .File("a.pairs", "!")
                                  .File("b.pairs", broken + "b 1\n")
                                  .File("c.pairs", std::string((1 << 20) + 1, 'c'))
                                  .Broken("d.pairs", absl::DataLossError("spool")));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"b 1"}));
  ASSERT_EQ(found.problems.size(), 12u);
  EXPECT_EQ(found.problems[0].why.message(), "not a list");
  EXPECT_EQ(found.problems[9].why.message(), "92 more records are broken");
  EXPECT_EQ(found.problems[10].why.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(found.problems[11].why.message(), "spool");
}

TEST(ManifestScanner, APathMayBeEnough) {
  const auto scanner = NewManifestScanner(
      {.id = {"claircore.names", "1"},
       .type = "generic",
       .database = "names",
       .globs = {"names/*"},
       .read =
           [](std::string_view path, std::string_view text, std::vector<ManifestPackage>& found) {
             found.push_back(
                 {.name = std::string(path.substr(6)), .version = "1" + std::string(text)});
             return absl::OkStatus();
           },
       .keep = Keep::kEntry});
  const FakePackageSink found = Scan(*scanner, FakeLayer().File("names/a", "not read"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"a 1"}));
  EXPECT_TRUE(found.databases.empty());
}

INSTANTIATE_TEST_SUITE_P(Manifest, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Pairs",
                             .make = &NewPairScanner,
                             .layer = FakeLayer().File("x.pairs", "a 1\nb 2\n"),
                             .want = {"a 1", "b 2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
