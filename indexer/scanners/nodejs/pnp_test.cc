#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/nodejs/pnp_data.h"
#include "indexer/scanners/nodejs/pnp_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

constexpr std::string_view kTable = R"({"__info": ["it's \"generated\""],
  "packageRegistryData": [
    [null, [[null, {"packageLocation": "./", "linkType": "SOFT"}]]],
    ["app", [["workspace:.", {"packageLocation": "./", "linkType": "SOFT"}]]],
    ["ms", [["npm:2.1.3", {"packageLocation": "./.yarn/cache/ms-npm-2.1.3-81ff.zip/node_modules/ms/"}]]],
    ["@s/a", [
      ["npm:1.0.0", {"packageLocation": "../c/@s-a-npm-1.0.0-00.zip/node_modules/@s/a/"}],
      ["virtual:0f#npm:1.0.0", {"packageLocation": "./.yarn/__virtual__/v/0/c/@s-a.zip/node_modules/@s/a/"}],
      ["npm:2.0.0", {"packageLocation": "../c/@s-a-npm-2.0.0-00.zip/node_modules/@s/a/"}]]],
    ["esbuild", [["npm:0.17.0", {"packageLocation": "./.yarn/unplugged/esbuild/node_modules/esbuild/"}]]],
    ["git", [["git@example.org:a.git#commit=1", {"packageLocation": "./git.zip/node_modules/git/"}]]],
    ["odd", [[7, {}], ["npm:1"], ["npm:1", {}]]], 7, []
  ]})";
constexpr std::string_view kWant = "[ms 2.1.3][@s/a 1.0.0][@s/a 2.0.0]";

std::string Read(std::string_view path, std::string_view text) {
  std::vector<ManifestPackage> found;
  if (!ReadPnpData(path, text, found).ok()) return "error";
  std::string all;
  for (const ManifestPackage& p : found) all += "[" + p.name + " " + p.version + "]";
  return all;
}

// As a JavaScript string, each line end hidden as Yarn does it.
std::string Quoted(std::string_view text, char quote) {
  std::string literal(1, quote);
  for (const char c : text) {
    if (c == quote || c == '\\' || c == '\n') literal.push_back('\\');
    literal.push_back(c);
  }
  return literal + quote;
}

TEST(PnpData, EveryFormOfTheTable) {
  EXPECT_EQ(Read("a/.pnp.data.json", kTable), kWant);
  for (char quote : {'\'', '"'}) {
    EXPECT_EQ(Read(".pnp.cjs", "\"use strict\";\nconst RAW_RUNTIME_STATE =\n" +
                                   Quoted(kTable, quote) + ";\nfunction f() { return '}'; }\n"),
              kWant);
  }
  EXPECT_EQ(Read(".pnp.js",
                 "function $$SETUP_STATE(hydrateRuntimeState, basePath) {\n"
                 "  return hydrateRuntimeState(" +
                     std::string(kTable) + ", {basePath: basePath || __dirname});\n}\n"),
            kWant);
}

TEST(PnpData, ScriptsWithoutATable) {
  EXPECT_EQ(Read(".pnp.js", "let packageInformationStores = new Map([]);\n"), "");
  EXPECT_EQ(Read(".pnp.cjs", ""), "");
}

TEST(PnpData, AnythingElseIsAnError) {
  for (std::string_view text :
       {"RAW_RUNTIME_STATE =", "RAW_RUNTIME_STATE = 7", "RAW_RUNTIME_STATE = '{",
        "RAW_RUNTIME_STATE = '{\\", "RAW_RUNTIME_STATE = '{}'", "RAW_RUNTIME_STATE = '[]'",
        "hydrateRuntimeState({\"a\": \"}", "hydrateRuntimeState({}"}) {
    EXPECT_EQ(Read(".pnp.cjs", text), "error") << text;
  }
  EXPECT_EQ(Read(".pnp.data.json", ""), "error");
  EXPECT_EQ(Read(".pnp.data.json", R"({"packageRegistryData": {}})"), "error");
  EXPECT_EQ(Read(".pnp.cjs", "hydrateRuntimeState({" + std::string(1 << 20, '{')), "error");
}

TEST(PnpData, VersionsOfReferences) {
  EXPECT_EQ(VersionOfReference("npm:1.0.0-rc.1"), "1.0.0-rc.1");
  EXPECT_EQ(VersionOfReference("npm:1.0.0::__archiveUrl=https%3A%2F%2Fx"), "1.0.0");
  EXPECT_EQ(VersionOfReference("virtual:0f#npm:1.0.0"), "1.0.0");
  EXPECT_EQ(VersionOfReference("patch:a@npm%3A1.0.0#~/x.patch::version=1.0.1&hash=0"), "1.0.1");
  EXPECT_EQ(VersionOfReference("virtual:0f#patch:a@npm%3A1.0.0#~builtin<compat/a>"), "1.0.0");
  for (std::string_view none : {"", "virtual:", "virtual:0f#", "workspace:.", "patch:a",
                                "npm:", "https://example.org/a.git#commit=1"}) {
    EXPECT_EQ(VersionOfReference(none), "") << none;
  }
}

INSTANTIATE_TEST_SUITE_P(Pnp, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Pnp",
                             .make = &NewPnpScanner,
                             .layer = FakeLayer().File("srv/.pnp.data.json", kTable),
                             .want = {"@s/a 1.0.0", "@s/a 2.0.0", "ms 2.1.3"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
