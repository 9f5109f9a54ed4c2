#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/lua/lua_scanner.h"
#include "indexer/scanners/lua/rock_path.h"
#include "indexer/scanners/manifest/read_text.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewLuaScanner(), layer); }

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadRockPath, path, text);
}

TEST(RockPath, NameAndVersionAreFolders) {
  const std::string rocks = "usr/local/lib/luarocks/rocks-5.4/";
  EXPECT_EQ(Read(rocks + "lua-cjson/2.1.0-1/lua-cjson-2.1.0-1.rockspec", ""),
            "[lua-cjson 2.1.0-1]");
  EXPECT_EQ(Read(rocks + "lpeg/1.0.2-1/other-1.0.2-1.rockspec", ""), "");
  EXPECT_EQ(Read(rocks + "lpeg/1.0.2-1/lpeg-1.0.2-2.rockspec", ""), "");
  EXPECT_EQ(Read("a.rockspec", ""), "");
}

TEST(LuaScanner, FindsRocksOfAnyTree) {
  const std::string_view spec = "package = 'x'\n";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/local/lib/luarocks/rocks-5.1/lpeg/1.0.2-1/lpeg-1.0.2-1.rockspec", spec)
               .File("srv/lib/luarocks/rocks/say/scm-1/say-scm-1.rockspec", spec)
               .File("srv/lib/luarocks/rocks/say/scm-1/doc/say-9-1.rockspec", spec)
               .File("src/kong-3.7.0-0.rockspec", spec));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"lpeg 1.0.2-1", "say scm-1"}));
  EXPECT_EQ(found.packages[0].type, "luarocks");
  EXPECT_TRUE(found.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Lua, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Lua",
        .make = &NewLuaScanner,
        .layer = FakeLayer().File("opt/lib/luarocks/rocks-5.3/a/1-1/a-1-1.rockspec", ""),
        .want = {"a 1-1"},
        .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
