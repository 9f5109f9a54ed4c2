#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/php/installed_json.h"
#include "indexer/scanners/php/pear_registry.h"
#include "indexer/scanners/php/php_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

// "name version hint" of each package, or "error".
std::string Read(ReadManifest read, std::string_view text) {
  std::vector<ManifestPackage> found;
  if (!read("", text, found).ok()) return "error";
  std::string all;
  for (const ManifestPackage& p : found) {
    all += "[" + p.name + " " + p.version +
           (p.repository_hint.empty() ? "" : " " + p.repository_hint) + "]";
  }
  return all;
}

TEST(InstalledJson, BothGenerationsOfComposer) {
  EXPECT_EQ(Read(&ReadInstalledJson,
                 R"([{"name": "a/b", "version": "v1.0", "version_normalized": "1.0.0.0"},
                     {"name": "c/d", "version": "dev-master", "extra": {"name": "x"}}])"),
            "[a/b v1.0][c/d dev-master]");
  EXPECT_EQ(Read(&ReadInstalledJson,
                 R"({"packages": [{"name": "a/b", "version": "1.0"}], "dev": true,
                     "dev-package-names": ["a/b"]})"),
            "[a/b 1.0]");
  EXPECT_EQ(Read(&ReadInstalledJson, R"({"packages": []})"), "");
  // A branch stands for what its alias says.
  EXPECT_EQ(Read(&ReadInstalledJson,
                 R"([{"name": "a/b", "version": "dev-trunk",
                      "extra": {"branch-alias": {"dev-trunk": "3.x-dev", "dev-x": "2.x-dev"}}},
                     {"name": "c/d", "version": "dev-y",
                      "extra": {"branch-alias": {"dev-x": "2.x-dev"}}},
                     {"name": "e/f", "version": "1.0",
                      "extra": {"branch-alias": {"1.0": "2.x-dev"}}},
                     {"name": "g/h", "version": "dev-y", "extra": {"branch-alias": 7}}])"),
            "[a/b dev-trunk alias=3.x-dev][c/d dev-y][e/f 1.0][g/h dev-y]");
  EXPECT_EQ(Read(&ReadInstalledJson, R"([{"name": 7}, 7, null])"), "[ ][ ][ ]");
}

TEST(InstalledJson, AnythingElseIsAnError) {
  for (std::string_view text :
       {"", "7", "{}", R"({"packages": {}})", "[", R"([{"name": "a/b"},])", "<?php"}) {
    EXPECT_EQ(Read(&ReadInstalledJson, text), "error") << text;
  }
  EXPECT_EQ(Read(&ReadInstalledJson, std::string(1 << 20, '[')), "error");
}

TEST(PearRegistry, BothGenerationsOfPackageXml) {
  EXPECT_EQ(
      Read(&ReadPearRegistry, R"(a:4:{s:4:"name";s:4:"APCu";s:7:"channel";s:12:"pecl.php.net";)"
                              R"(s:4:"lead";a:1:{s:4:"name";s:1:"x";}s:7:"version";)"
                              R"(a:2:{s:3:"api";s:5:"5.1.0";s:7:"release";s:6:"5.1.21";}})"),
      "[APCu 5.1.21 channel=pecl.php.net]");
  EXPECT_EQ(
      Read(&ReadPearRegistry, R"(a:3:{s:7:"package";s:3:"Log";s:7:"version";s:3:"1.9";i:0;b:1;})"),
      "[Log 1.9]");
}

TEST(PearRegistry, SkipsEveryKindOfValue) {
  EXPECT_EQ(
      Read(&ReadPearRegistry, R"(a:9:{i:0;N;i:1;b:1;i:2;i:-7;i:3;d:0.5;i:4;s:3:"};"";)"
                              R"(i:5;O:8:"stdClass":1:{s:1:"a";a:1:{i:0;a:0:{}}}i:6;R:1;)"
                              R"(s:4:"name";s:1:"a";s:7:"version";a:1:{s:7:"release";s:1:"1";}})"),
      "[a 1]");
}

TEST(PearRegistry, AnythingElseIsAnError) {
  for (std::string_view text : {
           R"()",
           R"(s:1:"a";)",
           R"(a:1:{s:4:"name";s:1:"a";)",
           R"(a:1:{s:4:"name";s:99:"a";})",
           R"(a:1:{s:4:"name";s:-1:"a";})",
           R"(a:1:{s:4:"name";s:18446744073709551615:"a";})",
           R"(a:1:{s:4:"name";s:99999999999999999999999:"a";})",
           R"(a:1:{s:4:"name";i:1;})",
           R"(a:1:{s:7:"version";a:1:{s:7:"release";N;}})",
           R"(a:1:{s:7:"version";a:1:{i:0;)",
           R"(a:1:{i:0;O:1:"a":1:)",
           R"(a:1:{i:0;C:1:"a":1:{})",
       }) {
    EXPECT_EQ(Read(&ReadPearRegistry, text), "error") << text;
  }
  std::string deep = "a:1:{i:0;";
  for (int i = 0; i < 100'000; ++i) deep += "a:1:{i:0;";
  EXPECT_EQ(Read(&ReadPearRegistry, deep), "error");
}

TEST(PhpScanners, WhereTheyLook) {
  const std::string_view memcached =
      R"(a:2:{s:4:"name";s:9:"memcached";s:7:"version";a:1:{s:7:"release";s:5:"3.2.0";}})";
  const FakeLayer layer =
      FakeLayer()
          .File("srv/lib/composer/installed.json", R"([{"name": "a/b", "version": "1"}, {}])")
          .File("srv/installed.json", R"([{"name": "no", "version": "1"}])")
          .File("usr/local/lib/php/.registry/.channel.pecl.php.net/memcached.reg", memcached)
          .File("usr/share/pear/.registry/xml_util.reg", "truncated");
  FakePackageSink composer;
  const auto composer_scanner = NewComposerScanner();
  EXPECT_TRUE(
      composer_scanner->Scan(Context::Background(), *layer.For(*composer_scanner), composer).ok());
  EXPECT_EQ(composer.Names(), (std::vector<std::string>{"a/b 1"}));
  EXPECT_EQ(composer.packages[0].type, "composer");
  EXPECT_EQ(composer.databases, (std::vector<std::string>{"srv/lib/composer/installed.json"}));
  EXPECT_EQ(composer.problems.size(), 1u);

  FakePackageSink pear;
  const auto pear_scanner = NewPearScanner();
  EXPECT_TRUE(pear_scanner->Scan(Context::Background(), *layer.For(*pear_scanner), pear).ok());
  EXPECT_EQ(pear.Names(), (std::vector<std::string>{"memcached 3.2.0"}));
  EXPECT_EQ(pear.packages[0].type, "pear");
  ASSERT_EQ(pear.problems.size(), 1u);
  EXPECT_EQ(pear.problems[0].path, "usr/share/pear/.registry/xml_util.reg");
}

INSTANTIATE_TEST_SUITE_P(
    Php, PackageScannerConformance,
    ::testing::Values(
        PackageScannerCase{
            .name = "Composer",
            .make = &NewComposerScanner,
            .layer = FakeLayer()
                         .File("a/vendor/composer/installed.json",
                               R"([{"name": "a/b", "version": "1"}])")
                         .File("b/vendor/composer/installed.json",
                               R"({"packages": [{"name": "c/d", "version": "v2"}]})"),
            .want = {"a/b 1", "c/d v2"},
            .builtin = true},
        PackageScannerCase{
            .name = "Pear",
            .make = &NewPearScanner,
            .layer = FakeLayer().File("usr/share/php/.registry/log.reg",
                                      R"(a:2:{s:7:"package";s:3:"Log";s:7:"version";s:1:"1";})"),
            .want = {"Log 1"},
            .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
