#include "indexer/coalesce/image.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/coalesce/test_layers.h"
#include "indexer/walk/path_hash.h"

namespace claircore::internal {
namespace {

using Layers = std::vector<std::vector<std::string>>;

struct Case {
  const char* name;
  Layers layers;
  size_t layer;
  const char* path;
  bool visible;
};

TEST(ImageTest, Visible) {
  const Case cases[] = {
      {"alone", {{"a/b"}}, 0, "a/b", true},
      {"other files do not matter", {{"a/b"}, {"a/c", "a/b.txt", "a"}}, 0, "x", true},
      {"whiteout", {{"a/b"}, {"!a/b"}}, 0, "a/b", false},
      {"whiteout of a directory", {{"a/b/c"}, {"!a"}}, 0, "a/b/c", false},
      {"whiteout of a name that only begins so", {{"a-b"}, {"!a"}}, 0, "a-b", true},
      {"whiteout in its own layer", {{"a/b", "!a/b"}}, 0, "a/b", true},
      {"whiteout of a parent in its own layer", {{"a/b"}, {"!a", "a/b"}}, 1, "a/b", true},
      {"whiteout and anew", {{"a/b"}, {"!a", "a/b"}}, 0, "a/b", false},
      {"whiteout of an older layer only", {{"!a"}, {"a/b"}}, 1, "a/b", true},
      {"opaque", {{"a/b/c"}, {"*a"}}, 0, "a/b/c", false},
      {"opaque spares its directory", {{"a/"}, {"*a"}}, 0, "a", true},
      {"opaque spares its own layer", {{"a/x"}, {"*a", "a/b"}}, 1, "a/b", true},
      {"opaque at the root", {{"a/b"}, {"*", "c"}}, 0, "a/b", false},
      {"opaque elsewhere", {{"a/b"}, {"*b"}}, 0, "a/b", true},
      {"replaced", {{"a/b"}, {"a/b"}}, 0, "a/b", false},
      {"directory repeated", {{"a/", "a/b"}, {"a/", "a/c"}}, 0, "a/b", true},
      {"directory itself repeated", {{"a/"}, {"a/"}}, 0, "a", true},
      {"file by a directory", {{"a"}, {"a/"}}, 0, "a", false},
      {"directory by a file", {{"a/b"}, {"a"}}, 0, "a/b", false},
      {"directory by a link", {{"a/b", "z/b"}, {"a -> z"}}, 0, "a/b", false},
      {"link target stays", {{"a/b", "z/b"}, {"a -> z"}}, 0, "z/b", true},
      {"through a link of an older layer",
       {{"var/lib/rpm -> usr/lib/sysimage/rpm", "usr/lib/sysimage/rpm/db"}, {"var/lib/rpm/db"}},
       0,
       "usr/lib/sysimage/rpm/db",
       false},
      {"lands behind the link",
       {{"var/lib/rpm -> usr/lib/sysimage/rpm", "usr/lib/sysimage/rpm/db"},
        {"var/lib/rpm/db"},
        {"other"}},
       1,
       "var/lib/rpm/db",
       true},
      {"whiteout through a link",
       {{"lib -> usr/lib", "usr/lib/x"}, {"!lib/x"}},
       0,
       "usr/lib/x",
       false},
      {"opaque through a link", {{"lib -> usr/lib", "usr/lib/x"}, {"*lib"}}, 0, "usr/lib/x", false},
      {"whiteout of the link spares its target",
       {{"lib -> usr/lib", "usr/lib/x"}, {"!lib"}},
       0,
       "usr/lib/x",
       true},
      {"link replaced by a directory in the same layer",
       {{"lib -> usr/lib", "usr/lib/x"}, {"lib/", "lib/x"}},
       0,
       "usr/lib/x",
       true},
      {"seen through a link whose target goes",
       {{"etc/os-release -> usr/lib/os-release", "usr/lib/os-release"}, {"!usr/lib/os-release"}},
       0,
       "etc/os-release",
       false},
      {"a loop of links", {{"a -> b", "b -> a", "a/x"}}, 0, "a/x", true},
      {"a path that no layer has", {{"a"}}, 0, "q/r", true},
      {"no such layer", {{"a"}}, 7, "a", false},
      {"asked uncleanly", {{"a/b"}, {"!a/b"}}, 0, "/./a//b", false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(ImageOf(c.layers)->Visible(c.layer, c.path), c.visible) << c.name;
  }
}

TEST(ImageTest, LastTouch) {
  const auto image = ImageOf({{"a/b", "a/"}, {"a/"}, {"!a"}, {"a/b"}, {"a"}});
  const auto touch = [&](const char* path, size_t before) -> std::string {
    const auto t = image->LastTouch(path, before);
    return !t ? "none" : std::to_string(t->layer) + (t->removed ? " removed" : "");
  };
  EXPECT_EQ(touch("a/b", 0), "none");
  EXPECT_EQ(touch("a/b", 1), "0");
  EXPECT_EQ(touch("a", 2), "0");  // a directory that repeats is none
  EXPECT_EQ(touch("a/b", 3), "2 removed");
  EXPECT_EQ(touch("a/b", 4), "3");
  EXPECT_EQ(touch("a/b", 5), "4 removed");  // its parent is a file now
  EXPECT_EQ(touch("a", 99), "4");
  EXPECT_EQ(touch("never", 5), "none");
  EXPECT_EQ(image->LastTouch("a", 5)->type, FileType::kRegular);
}

TEST(ImageTest, Resolve) {
  const auto image = ImageOf({{"lib -> usr/lib", "usr/lib/x", "etc/l -> lib/x", "loop -> loop"},
                              {"gone -> nowhere", "root -> ", "old", "usr/lib/y"},
                              {"!old"}});
  EXPECT_EQ(image->Resolve("etc/l"), "usr/lib/x");
  EXPECT_EQ(image->Resolve("/lib/y"), "usr/lib/y");
  EXPECT_EQ(image->Resolve("root/usr/lib"), "usr/lib");
  EXPECT_EQ(image->Resolve("root"), "");
  EXPECT_EQ(image->Resolve("loop"), std::nullopt);
  EXPECT_EQ(image->Resolve("gone"), std::nullopt);
  EXPECT_EQ(image->Resolve("old"), std::nullopt);
  EXPECT_EQ(ImageOf({})->Resolve("a"), std::nullopt);
  EXPECT_EQ(ImageOf({})->LastTouch("a", 1), std::nullopt);
}

LayerFindings Owning(std::vector<Package> packages,
                     const std::vector<std::pair<std::string, uint32_t>>& owned) {
  LayerFindings findings;
  findings.packages = std::move(packages);
  for (const auto& [path, package] : owned) {
    findings.owned.push_back({walk::PathHash(path), package});
  }
  return findings;
}

TEST(ImageTest, OwnerLivesOnInANewerDatabase) {
  const Package old_ssl = TestPackage("libssl", "1", "status");
  const Package ssl = TestPackage("libssl", "2", "status");
  const Package py = TestPackage("python3-x", "1", "status");
  const Layers layers = {{"status", "usr/lib/x/METADATA", "usr/lib/ssl"},
                         {"status", "usr/lib/ssl"},
                         {"lib -> usr/lib"}};
  const auto image = ImageOf(
      layers, {Owning({old_ssl, py}, {{"lib/x/METADATA", 1}, {"usr/lib/ssl", 0}, {"gone", 0}}),
               Owning({ssl, py}, {{"usr/lib/ssl", 0}, {"usr/lib/ssl", 7}})});
  const auto owner = image->OwnerOf("usr/lib/x/METADATA");  // listed by its name before the merge
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->package_name, "python3-x");
  EXPECT_EQ(owner->layer, 0);
  EXPECT_EQ(image->OwnerOf("lib/ssl")->package_version, "2");
  EXPECT_FALSE(image->OwnerOf("gone").has_value());  // its owner is gone, too
  EXPECT_FALSE(image->OwnerOf("usr/lib/other").has_value());
}

TEST(ImageTest, NoOwnerOnceTheDatabaseIsGone) {
  const auto image = ImageOf({{"status", "x"}, {"!status"}},
                             {Owning({TestPackage("p", "1", "status")}, {{"x", 0}})});
  EXPECT_FALSE(image->OwnerOf("x").has_value());
}

}  // namespace
}  // namespace claircore::internal
