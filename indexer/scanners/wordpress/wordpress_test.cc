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
#include "indexer/scanners/wordpress/file_data.h"
#include "indexer/scanners/wordpress/wordpress_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) {
  return testing::Scan(*NewWordpressScanner(), layer);
}

std::string Read(std::string_view path, std::string_view text) {
  return ReadText(ReadFileData, path, text);
}

std::string Plugin(std::string_view text) { return Read("wp-content/plugins/slug/a.php", text); }
std::string Theme(std::string_view text) { return Read("wp-content/themes/slug/style.css", text); }
std::string Core(std::string_view text) { return Read("wp-includes/version.php", text); }

TEST(WordpressFileData, HeadersMayStandInComments) {
  EXPECT_EQ(Plugin("<?php\n/*\n * Plugin Name: A b\n * Version: 1.2.3\n */\n"), "[slug 1.2.3]");
  EXPECT_EQ(Plugin("<?php // Plugin Name: A\n## @version:\t2.0-beta */ x\n"), "[slug 2.0-beta]");
  EXPECT_EQ(Plugin("<?php /* plugin name: A\rVERSION: 3 ?> x */"), "[slug 3]");
  EXPECT_EQ(Plugin("<?php\n/* Version: 1\nPlugin Name: A\nVersion: 2 */"), "[slug 1]");
  EXPECT_EQ(Theme("/*\nTheme Name: Twenty\nTemplate: parent\nVersion: 1.4\n*/\n"), "[slug 1.4]");
}

TEST(WordpressFileData, OthersAreNone) {
  EXPECT_EQ(Plugin("<?php\n// Silence is golden.\n"), "");
  EXPECT_EQ(Plugin("<?php\n$a = 'Plugin Name: A';\n// Version: 1\n"), "");
  EXPECT_EQ(Plugin("/* Plugin Name: */ Version: 1"), "");
  EXPECT_EQ(Plugin("/* Theme Name: A\nVersion: 1 */"), "");
  EXPECT_EQ(Theme("/* Plugin Name: A\nVersion: 1 */"), "");
  EXPECT_EQ(Plugin("<?php\n/* Plugin Name: A */\n"), "[slug ]");
  EXPECT_EQ(Read("wp-content/plugins/slug/.a.php", "/* Plugin Name: A\nVersion: 1 */"), "");
  EXPECT_EQ(Plugin(""), "");
}

TEST(WordpressFileData, TheFirst8KibCount) {
  const std::string start = "/* Plugin Name: A\n";
  const std::string version = "Version: 1.23";
  for (const size_t cut : {0, 1, 2}) {
    const std::string filler(8192 - start.size() - version.size() - 1 + cut, '\t');
    EXPECT_EQ(Plugin(start + filler + "\n" + version + "\n"),
              "[slug " + std::string("1.23").substr(0, 4 - cut) + "]");
  }
}

TEST(WordpressFileData, CoreAssignsItsVersion) {
  EXPECT_EQ(Core("<?php\n/** $wp_version = '9'; */\n$wp_version = '6.4.2';\n$wp_version = '7';\n"),
            "[wordpress 6.4.2]");
  EXPECT_EQ(Core("$wp_version=\"6.5-RC1\";"), "[wordpress 6.5-RC1]");
  EXPECT_EQ(Core("$wp_version = $x;\n$wp_version = '6;\n$wp_versions = '6';\n$wp_version"), "");
  EXPECT_EQ(Core(""), "");
}

FakeLayer Site() {
  return FakeLayer()
      .File("var/www/html/wp-includes/version.php", "<?php\n$wp_version = '6.4.2';\n")
      .File("var/www/html/wp-content/plugins/akismet/akismet.php",
            "<?php\n/*\nPlugin Name: Akismet Anti-Spam\nVersion: 5.3\n*/\n")
      .File("var/www/html/wp-content/themes/twentytwenty/style.css",
            "/*\nTheme Name: Twenty Twenty\nVersion: 2.5\n*/\n");
}

TEST(WordpressScanner, FindsCorePluginsAndThemes) {
  const FakePackageSink found = Scan(
      Site()
          .File("var/www/html/wp-content/plugins/index.php", "<?php\n// Silence is golden.\n")
          .File("var/www/html/wp-content/plugins/hello.php",
                "<?php\n/*\nPlugin Name: Hello Dolly\nVersion: 1.7.2\n*/\n")
          .File("var/www/html/wp-content/mu-plugins/loader.php", "/* Plugin Name: L\nVersion: 2 */")
          .File("var/www/html/wp-content/mu-plugins/always/a.php",
                "/* Plugin Name: A\nVersion: 3 */")
          .File("var/www/html/wp-content/plugins/akismet/views/a.php",
                "/* Plugin Name: A\nVersion: 1*/")
          .File("var/www/html/wp-content/plugins/no-version/a.php", "/* Plugin Name: A */"));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"akismet 5.3", "always 3", "hello 1.7.2", "loader 2",
                                      "twentytwenty 2.5", "wordpress 6.4.2"}));
  EXPECT_EQ(found.Find("hello")->type, "wordpress-plugin");
  EXPECT_EQ(found.Find("akismet")->type, "wordpress-plugin");
  EXPECT_EQ(found.Find("twentytwenty")->type, "wordpress-theme");
  EXPECT_EQ(found.Find("wordpress")->type, "generic");
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "var/www/html/wp-content/plugins/no-version/a.php");
}

INSTANTIATE_TEST_SUITE_P(Wordpress, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Wordpress",
                             .make = &NewWordpressScanner,
                             .layer = Site(),
                             .want = {"akismet 5.3", "twentytwenty 2.5", "wordpress 6.4.2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
