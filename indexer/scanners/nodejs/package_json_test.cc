#include "indexer/scanners/nodejs/package_json.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Read(std::string_view text) {
  PackageJsonReader reader;
  const auto package = reader.Read(text);
  return package.ok() ? package->name + "|" + package->version : "error";
}

TEST(PackageJson, ReadsNameAndVersion) {
  EXPECT_EQ(Read(R"({"name": "@a/b", "version": "1.0.0", "x": {"name": "inner"}})"), "@a/b|1.0.0");
  EXPECT_EQ(Read("\xef\xbb\xbf{\"name\": \"bom\", \"version\": \"1\"}"), "bom|1");
  EXPECT_EQ(Read(R"({"name": "a", "name": "b", "version": 7})"), "b|");
  EXPECT_EQ(Read("{}"), "|");
}

TEST(PackageJson, WhatIsNoObjectIsAnError) {
  for (std::string_view text : {"", "[]", "\"x\"", "{", "{\"name\": \"a\",}", "<<<<<<< HEAD"}) {
    EXPECT_EQ(Read(text), "error") << text;
  }
}

TEST(PackageJson, DepthAndSizeAreBounded) {
  EXPECT_EQ(Read(std::string(1'000'000, '[')), "error");
  PackageJsonReader reader;
  const auto huge = reader.Read("{\"name\": \"" + std::string(size_t{9} << 20, 'a') + "\"}");
  EXPECT_EQ(huge.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(reader.Read("{}").ok());
}

TEST(PackageJson, InstalledPackages) {
  for (std::string_view path : {
           "node_modules/a/package.json",
           "srv/app/node_modules/a/package.json",
           "srv/app/node_modules/@s/a/package.json",
           "srv/node_modules/a/node_modules/b/package.json",
           "srv/node_modules/@s/a/node_modules/@t/b/package.json",
           "usr/lib/node_modules/npm/node_modules/chalk/package.json",
           "srv/node_modules/.pnpm/ms@2.1.3/node_modules/ms/package.json",
           "srv/.yarn/unplugged/ms-npm-2.1.3-1/node_modules/ms/package.json",
           "usr/share/nodejs/semver/package.json",
           "usr/share/nodejs/@types/semver/package.json",
           "usr/share/nodejs/a/node_modules/b/package.json",
           "usr/lib/x86_64-linux-gnu/nodejs/a/package.json",
           "usr/lib/nodejs/a/package.json",
       }) {
    EXPECT_TRUE(IsInstalledPackageJson(path)) << path;
  }
}

TEST(PackageJson, PartsOfPackages) {
  for (std::string_view path : {
           "package.json",
           "srv/app/package.json",
           "node_modules/package.json",
           "node_modules/@s/package.json",
           "node_modules/.package-lock/package.json",
           "node_modules/a/dist/cjs/package.json",
           "node_modules/resolve/test/node_modules/b/package.json",
           "node_modules/resolve/test/x/node_modules/b/package.json",
           "node_modules/a/package.json/package.json",
           "node_modules/node_modules/a/package.json",
           "my_node_modules/a/package.json",
           "usr/share/nodejs/package.json",
           "usr/share/nodejs/a/dist/package.json",
           "usr/share/nodejs/@types/package.json",
           "usr/lib/x86_64/nodejs/a/package.json",
           "opt/usr/share/nodejs/a/package.json",
       }) {
    EXPECT_FALSE(IsInstalledPackageJson(path)) << path;
  }
}

TEST(PackageJson, FoldersNamedAsAnUnpackedRelease) {
  const auto is = [](std::string_view path) {
    return IsProgram({.name = "@s/tool", .version = "1.2.3"}, path);
  };
  for (std::string_view folder : {"tool-1.2.3", "tool-v1.2.3", "tool@1.2.3", "tool/1.2.3"}) {
    EXPECT_TRUE(is("opt/" + std::string(folder) + "/package.json")) << folder;
  }
  for (std::string_view folder : {"tool", "tool-1.2.4", "tool-1.2.3/lib", "1.2.3", "s/1.2.3"}) {
    EXPECT_FALSE(is("opt/" + std::string(folder) + "/package.json")) << folder;
  }
  EXPECT_FALSE(MayBeProgramPackageJson("package.json"));
  EXPECT_TRUE(MayBeProgramPackageJson("a/package.json"));
  EXPECT_FALSE(MayBeProgramPackageJson("a/package.json/x"));
  EXPECT_FALSE(MayBeProgramPackageJson("a/node_modules/b/c/package.json"));
}

}  // namespace
}  // namespace claircore::scanners
