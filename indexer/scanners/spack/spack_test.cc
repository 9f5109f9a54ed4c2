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
#include "indexer/scanners/spack/spack_scanner.h"
#include "indexer/scanners/spack/spec_json.h"
#include "indexer/scanners/spack/spec_yaml.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewSpackScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadSpecJson, path, text);
}

constexpr std::string_view kPath = "opt/spack/linux/zlib-1.3.1-abc/.spack/spec.json";

constexpr std::string_view kSpec = R"({"spec": {"_meta": {"version": 4}, "nodes": [
  {"name": "hdf5", "version": "1.12.2", "namespace": "builtin",
   "compiler": {"name": "gcc", "version": "9.4.0"}, "hash": "iulacrbz7o5v5sbj7njbkyank3juh6d3"},
  {"name": "zlib", "version": "1.2.13"}]}})";

TEST(SpackSpec, TheFirstIsThePackage) {
  EXPECT_EQ(Read(kPath, kSpec), "[hdf5 1.12.2]");
  EXPECT_EQ(
      Read(kPath, R"({"spec": [{"hdf5": {"version": "1.10.5"}}, {"zlib": {"version": "1"}}]})"),
      "[hdf5 1.10.5]");
}

TEST(SpackSpec, OthersHaveNoName) {
  for (const std::string_view text :
       {R"({})", R"({"spec": {}})", R"({"spec": {"nodes": []}})", R"({"spec": {"nodes": [7]}})",
        R"({"spec": []})", R"({"spec": [{}]})", R"({"spec": [[]]})", R"({"spec": 7})",
        R"({"spec": [{"a": {"version": "1"}, "b": {"version": "1"}}]})"}) {
    EXPECT_EQ(Read(kPath, text), "[ ]") << text;
  }
  EXPECT_EQ(Read(kPath, R"({"spec": [{"a": 7}]})"), "[ ]");
  EXPECT_EQ(Read(kPath, "[]"), "error");
  EXPECT_EQ(Read(kPath, ""), "error");
}

std::string Yaml(std::string_view text) { return ReadText(ReadSpecYaml, "spec.yaml", text); }

TEST(SpackSpec, BeforeJsonThereWasYaml) {
  EXPECT_EQ(Yaml("spec:\n- hdf5:\n    arch:\n      platform: linux\n      version: 8\n"
                 "    version: 1.10.5\n    version: 9\n- zlib:\n    version: 1.2.11\n"),
            "[hdf5 1.10.5]");
  EXPECT_EQ(Yaml("# Spack\r\nspec:\r\n- 'py-a':\r\n    version: '1.10'\r\n"), "[py-a 1.10]");
  EXPECT_EQ(Yaml("spec:\n- a:\n    hash: x\n- b:\n    version: 1\n"), "[a ]");
  for (const std::string_view text :
       {"", "spec:", "spec:\n", "spec:\na:\n    version: 1\n", "- a:\n    version: 1\n",
        "spec:\n- a\n    version: 1\n", "spec:\n-", "spec:\n- :\n"}) {
    EXPECT_EQ(Yaml(text), "[ ]") << text;
  }
}

TEST(SpackScanner, FindsPrefixes) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(std::string(kPath), kSpec)
               .File("opt/b/.spack/spec.json", "{")
               .File("opt/old/.spack/spec.yaml", "spec:\n- zlib:\n    version: 1.2.11\n")
               .File("opt/c/.spack/build_cache/c.spec.json", kSpec));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"hdf5 1.12.2", "zlib 1.2.11"}));
  EXPECT_EQ(found.packages[0].type, "spack");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "opt/b/.spack/spec.json");
}

INSTANTIATE_TEST_SUITE_P(Spack, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Spack",
                             .make = &NewSpackScanner,
                             .layer = FakeLayer().File(std::string(kPath), kSpec),
                             .want = {"hdf5 1.12.2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
