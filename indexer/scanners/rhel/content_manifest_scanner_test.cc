#include "indexer/scanners/rhel/content_manifest_scanner.h"

#include <string>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakeRepositorySink;

FakeRepositorySink Scan(const FakeLayer& layer) {
  const auto scanner = NewContentManifestScanner();
  FakeRepositorySink sink;
  EXPECT_TRUE(scanner->Scan(Context::Background(), *layer.For(*scanner), sink).ok());
  return sink;
}

std::vector<std::string> Names(const FakeRepositorySink& sink) {
  std::vector<std::string> names;
  for (const Repository& r : sink.repositories) names.push_back(r.name);
  return names;
}

constexpr char kTwo[] = R"({
  "metadata": {"icm_version": 1, "image_layer_index": 1},
  "content_sets": ["ubi-9-baseos-rpms", "ubi-9-appstream-rpms"],
  "image_contents": []
})";

TEST(ContentManifest, FoundInEveryPlace) {
  for (const char* path :
       {"root/buildinfo/content_manifests/ubi9-container-9.4-1.json",
        "usr/share/buildinfo/content_manifests/ubi9-container-9.4-1.json",
        "usr/share/buildinfo/content-sets.json", "root/buildinfo/content-sets.json",
        "usr/share/buildinfo/rhcos-4.16.json"}) {
    const FakeRepositorySink found = Scan(FakeLayer().File(path, kTwo));
    EXPECT_EQ(Names(found), (std::vector<std::string>{"ubi-9-appstream-rpms", "ubi-9-baseos-rpms"}))
        << path;
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.repositories[0].key, "rhel-repository-id");
    EXPECT_EQ(found.repositories[0].uri, "repoid=ubi-9-appstream-rpms");
    EXPECT_EQ(found.repositories[0].cpe, "");
  }
}

TEST(ContentManifest, ManifestsOfOneLayerAddUp) {
  EXPECT_EQ(Names(Scan(FakeLayer()
                           .File("root/buildinfo/content_manifests/a-1-1.json", kTwo)
                           .File("root/buildinfo/content_manifests/b-1-1.json",
                                 R"({"content_sets": ["product-1", "ubi-9-baseos-rpms"]})"))),
            (std::vector<std::string>{"product-1", "ubi-9-appstream-rpms", "ubi-9-baseos-rpms"}));
}

TEST(ContentManifest, LabelsAndOtherFilesAreNone) {
  const FakeRepositorySink found =
      Scan(FakeLayer()
               .File("root/buildinfo/labels.json", R"({"content_sets": ["no"]})")
               .File("usr/share/buildinfo/labels.json", "{")
               .File("usr/share/buildinfo/other.json", "{")
               .File("usr/share/buildinfo/list.json", "[1]")
               .File("usr/share/buildinfo/object.json", R"({"name": "x"})")
               .File("opt/buildinfo/content-sets.json", kTwo));
  EXPECT_TRUE(found.repositories.empty());
  EXPECT_TRUE(found.problems.empty());
}

TEST(ContentManifest, WhatShouldBeOneAndIsNotIsAProblem) {
  for (const char* text : {"", "File replaced by somebody", "[]", "{}", R"({"content_sets": null})",
                           R"({"content_sets": "a"})", R"({"content_sets": [1]})",
                           R"({"content_sets": ["a\nb"]})", R"({"content_sets": [""]})"}) {
    const FakeRepositorySink found =
        Scan(FakeLayer()
                 .File("root/buildinfo/content_manifests/a-1-1.json", text)
                 .File("usr/share/buildinfo/content-sets.json", R"({"content_sets": ["b"]})"));
    EXPECT_EQ(Names(found), (std::vector<std::string>{"b"})) << text;
    ASSERT_EQ(found.problems.size(), 1u) << text;
    EXPECT_EQ(found.problems[0].path, "root/buildinfo/content_manifests/a-1-1.json");
  }
  // Red Hat's images without packages of their own.
  EXPECT_TRUE(Scan(FakeLayer().File("root/buildinfo/content-sets.json", R"({"content_sets": []})"))
                  .problems.empty());
}

TEST(ContentManifest, CountsAreBounded) {
  std::string text = R"({"content_sets": ["x")";
  for (int i = 0; i < 1'000; ++i) text += ",\"" + std::to_string(i) + '"';
  const FakeRepositorySink found =
      Scan(FakeLayer().File("root/buildinfo/content-sets.json", text + "]}"));
  EXPECT_TRUE(found.repositories.empty());
  EXPECT_EQ(found.problems.size(), 1u);

  // Together as well.
  FakeLayer layer;
  for (const char* name : {"a", "b"}) {
    text = R"({"content_sets": [)";
    for (int i = 0; i < 501; ++i) text += '"' + std::string(name) + std::to_string(i) + "\",";
    text.back() = ']';
    layer.File("root/buildinfo/content_manifests/" + std::string(name) + ".json", text + "}");
  }
  const FakeRepositorySink both = Scan(layer);
  EXPECT_TRUE(both.repositories.empty());
  ASSERT_EQ(both.problems.size(), 1u);
  EXPECT_TRUE(absl::IsResourceExhausted(both.problems[0].why));
}

}  // namespace
}  // namespace claircore::scanners
