#include "indexer/scanners/python/editable.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/python/python_scanner.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

std::string Folder(std::string_view url, std::string_view info = R"({"editable": true})") {
  JsonReader reader;
  return EditableFolder(
             R"({"url": ")" + std::string(url) + R"(", "dir_info": )" + std::string(info) + "}",
             reader)
      .value_or("none");
}

TEST(EditableFolder, IsThePathOfTheUrl) {
  EXPECT_EQ(Folder("file:///src/my%20app/"), "src/my app");
  EXPECT_EQ(Folder("file://localhost/src"), "src");
  EXPECT_EQ(Folder("file:///a%2"), "a%2");
  EXPECT_EQ(Folder("file:///src", R"({"editable": false})"), "none");
  EXPECT_EQ(Folder("file:///src", R"({"editable": "yes"})"), "none");
  EXPECT_EQ(Folder("file:///src", "{}"), "none");
  EXPECT_EQ(Folder("file:///"), "none");
  EXPECT_EQ(Folder("https://example.com/src"), "none");
  JsonReader reader;
  EXPECT_EQ(EditableFolder("{", reader), std::nullopt);
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPythonScanner(), layer); }

std::string Metadata(std::string_view name, std::string_view version) {
  return "Name: " + std::string(name) + "\nVersion: " + std::string(version) + "\n";
}

constexpr std::string_view kSite = "usr/lib/python3/site-packages/";

FakeLayer Editable() {
  const std::string site(kSite);
  return FakeLayer()
      .File(site + "my_app-1.0.dist-info/METADATA", Metadata("my-app", "1.0"))
      .File(site + "my_app-1.0.dist-info/direct_url.json",
            R"({"url": "file:///src/app", "dir_info": {"editable": true}})")
      .File(site + "__editable__.my_app-1.0.pth", "/src/app/src\n")
      .File("src/app/src/my_app.egg-info/PKG-INFO", Metadata("My_App", "0.9"));
}

TEST(EditableInstall, IsOneProjectNotTwo) {
  const FakePackageSink found = Scan(Editable());
  EXPECT_EQ(found.Names(), (Names{"my-app 1.0"}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(EditableInstall, OtherProjectsOfTheFolderStay) {
  EXPECT_EQ(Scan(Editable()
                     .File("src/app/vendor/other.egg-info/PKG-INFO", Metadata("other", "2.0"))
                     .File("src/app2/my_app.egg-info/PKG-INFO", Metadata("my-app", "3.0"))
                     .File("src/app/.venv/lib/site-packages/my_app-4.0.dist-info/METADATA",
                           Metadata("my-app", "4.0")))
                .Names(),
            (Names{"my-app 1.0", "my-app 3.0", "my-app 4.0", "other 2.0"}));
}

TEST(EditableInstall, WithoutItsMetadataTheSourcesCount) {
  const std::string info = std::string(kSite) + "my_app-1.0.dist-info/";
  const FakePackageSink broken = Scan(Editable().File(info + "METADATA", "\n"));
  EXPECT_EQ(broken.Names(), (Names{"My_App 0.9"}));
  EXPECT_EQ(broken.problems.size(), 1u);
  const FakePackageSink unread =
      Scan(Editable().Broken(info + "direct_url.json", absl::DataLossError("spool")));
  EXPECT_EQ(unread.Names(), (Names{"My_App 0.9", "my-app 1.0"}));
  EXPECT_EQ(unread.problems.size(), 1u);
}

TEST(EditableInstall, TheOldKindIsFoundInItsSources) {
  EXPECT_EQ(Scan(FakeLayer()
                     .File(std::string(kSite) + "old.egg-link", "/src/old\n../\n")
                     .File("src/old/old.egg-info/PKG-INFO", Metadata("old", "1.0")))
                .Names(),
            (Names{"old 1.0"}));
}

}  // namespace
}  // namespace claircore::scanners
