#include "claircore/fetch/oci_layout/oci_layout.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/fetch/internal/test_files.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/layer_fetcher_conformance.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using fetch::BlobPath;
using fetch::DescriptorJson;
using fetch::Files;
using fetch::FreshFolder;
using fetch::ReadAll;
using fetch::TarOf;
using fetch::WriteFile;
using fetch::WriteFiles;
using testing::BuiltImage;
using testing::CaseName;
using testing::Compression;
using testing::LayerFetcherCase;
using testing::LayerFetcherConformance;

constexpr std::string_view kManifest = "application/vnd.oci.image.manifest.v1+json";
constexpr std::string_view kIndex = "application/vnd.oci.image.index.v1+json";
constexpr std::string_view kDockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
constexpr std::string_view kDockerList =
    "application/vnd.docker.distribution.manifest.list.v2+json";
constexpr std::string_view kGzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";

const BuiltImage& Image() {
  static const BuiltImage* const image = new BuiltImage(*testing::BuildImage(R"(
tag demo:1
layer gzip
fill data 100000
layer zstd
file a
layer none sha512
whiteout a
repeat 0
)"));
  return *image;
}

Context Ctx() { return Context::Background(); }

std::shared_ptr<LayerFetcher> OpenAs(std::string_view form) {
  const auto folder = FreshFolder(form);
  std::filesystem::path path = folder;
  if (form == "Directory") {
    EXPECT_TRUE(testing::WriteOciLayout(Image(), folder.string()).ok());
  } else {
    path = folder / "image.tar";
    WriteFile(path, testing::Compress(testing::OciLayoutTar(Image()),
                                      form == "Gzip" ? Compression::kGzip : Compression::kNone));
  }
  auto layout = OciLayout::Open(Ctx(), path.string());
  EXPECT_TRUE(layout.ok()) << layout.status();
  return layout.ok() ? *std::move(layout) : nullptr;
}

LayerFetcherCase CaseOf(std::string form) {
  LayerFetcherCase c;
  c.name = form;
  c.make = [form] { return OpenAs(form); };
  for (const auto& layer : Image().layers) c.layers.push_back({layer.description, layer.blob});
  c.missing = {.digest = testing::DigestOf("missing"), .uri = {}, .media_type = {}, .headers = {}};
  return c;
}

// A layout of these documents: index.json holds `index`; every other text is a blob.
absl::StatusOr<Manifest> ManifestOf(const std::string& index, const std::vector<std::string>& blobs,
                                    std::string_view name = "",
                                    const OciLayoutOptions& options = {}) {
  const auto folder = FreshFolder("layout");
  Files files = {{"index.json", index}, {"oci-layout", R"({"imageLayoutVersion":"1.0.0"})"}};
  for (const std::string& blob : blobs) files[BlobPath(blob)] = blob;
  WriteFiles(folder, files);
  const auto layout = OciLayout::Open(Ctx(), folder.string(), options);
  if (!layout.ok()) return layout.status();
  return (*layout)->GetManifest(Ctx(), name);
}

// A manifest with one layer, whose bytes are `name`.
std::string ManifestJson(std::string_view name, std::string_view layer_type = kGzipLayer) {
  return "{\"schemaVersion\":2,\"layers\":[" + DescriptorJson(layer_type, name) + "]}";
}

std::string IndexJson(const std::vector<std::string>& descriptors) {
  std::string json = "{\"schemaVersion\":2,\"manifests\":[";
  for (const std::string& d : descriptors) json += (json.ends_with('[') ? "" : ",") + d;
  return json + "]}";
}

std::string Named(std::string_view name) {
  return "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + std::string(name) + "\"}";
}

std::string For(std::string_view os, std::string_view arch, std::string_view variant = "") {
  return "\"platform\":{\"os\":\"" + std::string(os) + "\",\"architecture\":\"" +
         std::string(arch) + (variant.empty() ? "" : "\",\"variant\":\"" + std::string(variant)) +
         "\"}";
}

// The name under which ManifestJson() made the image.
std::string LayerOf(const absl::StatusOr<Manifest>& manifest, std::vector<std::string> names) {
  if (!manifest.ok()) return std::string(manifest.status().message());
  for (const std::string& name : names) {
    if (manifest->layers[0].digest == testing::DigestOf(name)) return name;
  }
  return "another";
}

TEST(OciLayout, GivesTheManifestOfADirectoryAndOfATar) {
  for (std::string_view form : {"Directory", "Tar", "Gzip"}) {
    const auto fetcher = OpenAs(form);
    auto* layout = dynamic_cast<OciLayout*>(fetcher.get());
    ASSERT_NE(layout, nullptr);
    const auto manifest = layout->GetManifest(Ctx());
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    EXPECT_EQ(manifest->digest, Image().manifest.digest);
    ASSERT_EQ(manifest->layers.size(), 4u);
    for (size_t i = 0; i < 4; ++i) {
      EXPECT_EQ(manifest->layers[i].digest, Image().layers[i].description.digest);
      EXPECT_EQ(*ReadAll(layout->Open(Ctx(), manifest->layers[i])), Image().layers[i].blob);
    }
    EXPECT_EQ(layout->images().at(0).name, "demo:1");
    EXPECT_TRUE(layout->GetManifest(Ctx(), "demo:1").ok());
    EXPECT_TRUE(layout->GetManifest(Ctx(), manifest->digest.ToString()).ok());
    EXPECT_EQ(layout->GetManifest(Ctx(), "demo:2").status().code(), absl::StatusCode::kNotFound);
  }
}

TEST(OciLayout, ChoosesByName) {
  const std::string a = ManifestJson("a"), b = ManifestJson("b");
  const std::string index =
      IndexJson({DescriptorJson(kManifest, a, Named("a")), DescriptorJson(kManifest, b, Named("b")),
                 DescriptorJson(kManifest, b, Named("c"))});
  const std::vector<std::string> names = {"a", "b"};
  EXPECT_EQ(LayerOf(ManifestOf(index, {a, b}, "a"), names), "a");
  EXPECT_EQ(LayerOf(ManifestOf(index, {a, b}, "c"), names), "b");
  const auto unclear = ManifestOf(index, {a, b});
  EXPECT_EQ(unclear.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(unclear.status().message(), "several images; name one of: a, b");
  const std::string twice = IndexJson(
      {DescriptorJson(kManifest, a, Named("a")), DescriptorJson(kManifest, a, Named("latest"))});
  EXPECT_EQ(LayerOf(ManifestOf(twice, {a}), names), "a") << "one image under two names";
  EXPECT_EQ(ManifestOf(IndexJson({}), {}).status().code(), absl::StatusCode::kNotFound);
}

TEST(OciLayout, ChoosesByPlatform) {
  const std::string amd = ManifestJson("amd"), v7 = ManifestJson("v7"), v6 = ManifestJson("v6"),
                    attestation = ManifestJson("att", "application/vnd.in-toto+json");
  const std::string nested =
      IndexJson({DescriptorJson(kManifest, amd, For("linux", "amd64")),
                 DescriptorJson(kManifest, v6, For("linux", "arm", "v6")),
                 DescriptorJson(kManifest, v7, For("linux", "arm", "v7")),
                 DescriptorJson(kManifest, attestation, For("unknown", "unknown"))});
  const std::vector<std::string> blobs = {amd, v6, v7, nested, attestation};
  const std::vector<std::string> names = {"amd", "v6", "v7"};
  for (const std::string& index : {nested, IndexJson({DescriptorJson(kIndex, nested)}),
                                   IndexJson({DescriptorJson(kDockerList, nested)})}) {
    EXPECT_EQ(LayerOf(ManifestOf(index, blobs, "", {.platform = "linux/amd64"}), names), "amd");
    EXPECT_EQ(LayerOf(ManifestOf(index, blobs, "", {.platform = "linux/arm/v7"}), names), "v7");
    EXPECT_EQ(LayerOf(ManifestOf(index, blobs, "", {.platform = "linux/armhf"}), names), "v7");
    EXPECT_EQ(LayerOf(ManifestOf(index, blobs, "", {.platform = "linux/arm"}), names), "v7")
        << "the best of two";
    const auto none = ManifestOf(index, blobs, "", {.platform = "linux/s390x"});
    EXPECT_EQ(none.status().code(), absl::StatusCode::kNotFound);
    EXPECT_NE(none.status().message().find("linux/arm/v6"), absl::string_view::npos)
        << none.status();
  }
  EXPECT_EQ(ManifestOf(nested, blobs, "", {.platform = "odd"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OciLayout, TakesDockersManifests) {
  const std::string docker =
      "{\"mediaType\":\"" + std::string(kDockerManifest) + "\",\"layers\":[" +
      DescriptorJson("application/vnd.docker.image.rootfs.diff.tar.gzip", "l") + "]}";
  EXPECT_EQ(
      LayerOf(ManifestOf(IndexJson({DescriptorJson(kDockerManifest, docker)}), {docker}), {"l"}),
      "l");
  EXPECT_EQ(LayerOf(ManifestOf(IndexJson({DescriptorJson(kManifest, docker)}), {docker}), {"l"}),
            "l")
      << "under the other name";
  EXPECT_EQ(ManifestOf(IndexJson({DescriptorJson(kDockerList, docker)}), {docker}).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "two types for one document";
}

TEST(OciLayout, RefusesWhatIsNoImage) {
  const std::string good = ManifestJson("l");
  const std::string helm = ManifestJson("l", "application/vnd.cncf.helm.chart.content.v1.tar+gzip");
  EXPECT_TRUE(ManifestOf(IndexJson({DescriptorJson("application/x", good)}), {good}).ok())
      << "not by its name, but by what it has";
  EXPECT_EQ(ManifestOf(IndexJson({DescriptorJson("application/x", "tar, say")}), {"tar, say"})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
  const auto none = ManifestOf(IndexJson({DescriptorJson(kManifest, helm)}), {helm});
  EXPECT_EQ(none.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(none.status().message().find("helm"), absl::string_view::npos) << none.status();
  const std::string index = IndexJson({});
  EXPECT_EQ(ManifestOf(IndexJson({DescriptorJson(kManifest, index)}), {index}).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "an index that says it is a manifest";
  EXPECT_EQ(ManifestOf("{\"layers\":[]}", {}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ManifestOf("foobar", {}).status().code(), absl::StatusCode::kInvalidArgument);
  std::string deep = good;
  std::vector<std::string> blobs = {good};
  for (int i = 0; i < 10; ++i) {
    deep = IndexJson({DescriptorJson(i == 0 ? kManifest : kIndex, deep)});
    blobs.push_back(deep);
  }
  EXPECT_EQ(ManifestOf(deep, blobs).status().code(), absl::StatusCode::kInvalidArgument);
}

// An image with its configuration: `tars` are its layers.
struct Whole {
  std::string config, manifest;
  std::vector<std::string> blobs;
};
Whole WholeImage(const std::vector<std::string>& tars, std::string_view arch,
                 std::string_view variant = "", std::string_view layer_type = kGzipLayer) {
  Whole image;
  std::string diff_ids, layers;
  for (const std::string& tar : tars) {
    diff_ids += (diff_ids.empty() ? "\"" : ",\"") + testing::DigestOf(tar).ToString() + "\"";
    layers += (layers.empty() ? "" : ",") + DescriptorJson(layer_type, tar);
  }
  image.config = "{\"os\":\"linux\",\"architecture\":\"" + std::string(arch) + "\",\"variant\":\"" +
                 std::string(variant) + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[" +
                 diff_ids + "]}}";
  image.manifest =
      "{\"config\":" + DescriptorJson("application/vnd.oci.image.config.v1+json", image.config) +
      ",\"layers\":[" + layers + "]}";
  image.blobs = tars;
  image.blobs.push_back(image.config);
  image.blobs.push_back(image.manifest);
  return image;
}

absl::StatusOr<FoundImage> FindIn(const std::string& index, std::vector<Whole> images,
                                  std::vector<std::string> more = {}, std::string_view name = "",
                                  const OciLayoutOptions& options = {}) {
  Files files = {{"index.json", index}};
  for (const Whole& image : images) more.insert(more.end(), image.blobs.begin(), image.blobs.end());
  for (const std::string& blob : more) files[BlobPath(blob)] = blob;
  const auto folder = FreshFolder("layout");
  WriteFiles(folder, files);
  const auto layout = OciLayout::Open(Ctx(), folder.string(), options);
  if (!layout.ok()) return layout.status();
  return (*layout)->Find(Ctx(), name);
}

std::string Tar(std::string_view name) {
  return testing::TarBuilder().File(std::string(name), std::string(name)).Build();
}

const OciLayoutOptions kAmd = {.platform = "linux/amd64"};

// What stands beside an image in an index, as cosign, BuildKit, oras and Helm write it.
TEST(OciLayout, PassesOverWhatIsNoImage) {
  const Whole image = WholeImage({Tar("good")}, "amd64");
  const std::string empty = "{}", statement = R"({"_type":"https://in-toto.io/Statement/v1"})";
  const std::string blank = R"({"architecture":"","os":""})";
  const auto artifact = [&](std::string_view config_type, const std::string& config,
                            std::string_view layer_type, const std::string& layer) {
    return "{\"config\":" + DescriptorJson(config_type, config) + ",\"layers\":[" +
           DescriptorJson(layer_type, layer) + "]}";
  };
  const std::string chart_tar = testing::Compress(Tar("Chart.yaml"), Compression::kGzip);
  const std::string gzip_sbom = testing::Compress(
      std::string(600, ' ') + R"({"spdxVersion":"SPDX-2.3"})", Compression::kGzip);
  const std::vector<std::string> others = {
      artifact("application/vnd.oci.image.config.v1+json", blank,
               "application/vnd.dev.cosign.simplesigning.v1+json", empty),
      artifact("application/vnd.oci.image.config.v1+json", blank, "application/vnd.in-toto+json",
               statement),
      artifact("application/vnd.oci.empty.v1+json", empty, "application/spdx+json", statement),
      artifact("application/vnd.oci.empty.v1+json", empty, "application/spdx+json+gzip", gzip_sbom),
      artifact("application/vnd.cncf.helm.config.v1+json", empty,
               "application/vnd.cncf.helm.chart.content.v1.tar+gzip", chart_tar),
  };
  std::vector<std::string> blobs = {empty, statement, blank, gzip_sbom, chart_tar};
  std::vector<std::string> all = {DescriptorJson(kManifest, image.manifest, Named("shop:1"))};
  for (const std::string& other : others) {
    blobs.push_back(other);
    const std::string descriptor = DescriptorJson(kManifest, other);
    for (const std::string& index :
         {IndexJson({all[0], descriptor}), IndexJson({descriptor, all[0]})}) {
      const auto found = FindIn(index, {image}, blobs);
      ASSERT_TRUE(found.ok()) << other << found.status();
      EXPECT_EQ(found->manifest.digest, testing::DigestOf(image.manifest)) << other;
      EXPECT_TRUE(found->problems.empty());
    }
    EXPECT_EQ(FindIn(IndexJson({descriptor}), {}, blobs).status().code(),
              absl::StatusCode::kInvalidArgument)
        << other;
    all.push_back(descriptor);
  }
  // All of them, some in an index of referrers, and one whose blobs are not there.
  const std::string referrers = IndexJson({all[2], all[3]});
  blobs.push_back(referrers);
  const std::string index =
      IndexJson({DescriptorJson(kIndex, referrers, Named("sha256-0")), all[1], all[0],
                 DescriptorJson(kManifest, "gone", For("unknown", "unknown"))});
  const auto found = FindIn(index, {image}, blobs);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->manifest.digest, testing::DigestOf(image.manifest));
}

TEST(OciLayout, ChoosesAmongVariantsAndNestedIndexes) {
  const Whole plain = WholeImage({Tar("plain")}, "amd64"),
              v3 = WholeImage({Tar("v3")}, "amd64", "v3"), arm = WholeImage({Tar("arm")}, "arm64");
  const std::vector<Whole> images = {plain, v3, arm};
  const auto chosen = [&](const std::string& index, std::vector<std::string> more,
                          std::string_view platform) {
    const auto found =
        FindIn(index, images, std::move(more), "", {.platform = std::string(platform)});
    if (!found.ok()) return std::string(found.status().message());
    return found->platform;
  };
  const std::string flat =
      IndexJson({DescriptorJson(kManifest, v3.manifest, For("linux", "amd64", "v3")),
                 DescriptorJson(kManifest, plain.manifest, For("linux", "amd64")),
                 DescriptorJson(kManifest, arm.manifest, For("linux", "arm64", "v8"))});
  EXPECT_EQ(chosen(flat, {}, "linux/amd64"), "linux/amd64");
  EXPECT_EQ(chosen(flat, {}, "linux/amd64/v3"), "linux/amd64/v3");
  EXPECT_EQ(chosen(flat, {}, "linux/amd64/v4"), "linux/amd64/v3") << "runs there, and is newer";
  EXPECT_EQ(chosen(flat, {}, "linux/aarch64"), "linux/arm64");
  // Nothing but the configurations says for what they are.
  const std::string silent =
      IndexJson({DescriptorJson(kManifest, v3.manifest), DescriptorJson(kManifest, plain.manifest),
                 DescriptorJson(kManifest, arm.manifest)});
  EXPECT_EQ(chosen(silent, {}, "linux/x86_64"), "linux/amd64");
  EXPECT_EQ(chosen(silent, {}, "linux/arm64"), "linux/arm64");
  // An index of an index an image.
  const std::string a = IndexJson({DescriptorJson(kManifest, plain.manifest)}),
                    b = IndexJson({DescriptorJson(kManifest, arm.manifest)});
  const std::string nested = IndexJson(
      {DescriptorJson(kIndex, IndexJson({DescriptorJson(kIndex, a), DescriptorJson(kIndex, b)}))});
  const std::string middle = IndexJson({DescriptorJson(kIndex, a), DescriptorJson(kIndex, b)});
  EXPECT_EQ(chosen(nested, {a, b, middle}, "linux/amd64"), "linux/amd64");
  EXPECT_EQ(chosen(nested, {a, b, middle}, "linux/arm64"), "linux/arm64");
  EXPECT_EQ(chosen(nested, {a, b, middle}, "linux/s390x"),
            "no image for linux/s390x; there are: linux/amd64, linux/arm64");
}

TEST(OciLayout, TakesOneImageAloneOfAnyPlatform) {
  const Whole alien = WholeImage({Tar("x")}, "s390x");
  const std::string flat = IndexJson({DescriptorJson(kManifest, alien.manifest)});
  const std::string inner =
      IndexJson({DescriptorJson(kManifest, alien.manifest, For("linux", "s390x"))});
  for (const std::string& index : {flat, inner, IndexJson({DescriptorJson(kIndex, inner)})}) {
    const auto found = FindIn(index, {alien}, {inner});
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_EQ(found->platform, "linux/s390x");
    EXPECT_TRUE(found->other_platform);
    EXPECT_EQ(FindIn(index, {alien}, {inner}, "", kAmd).status().code(),
              absl::StatusCode::kNotFound)
        << "another one was asked for";
    EXPECT_FALSE(FindIn(index, {alien}, {inner}, "", {.platform = "linux/s390x"})->other_platform);
  }
}

TEST(OciLayout, FindsByNamesWithColonsAndByDigest) {
  const Whole a = WholeImage({Tar("a")}, "amd64"), b = WholeImage({Tar("b")}, "amd64");
  const auto name_both = [](std::string_view ref, std::string_view image) {
    return "\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + std::string(ref) +
           "\",\"io.containerd.image.name\":\"" + std::string(image) + "\"}";
  };
  const std::string inner =
      IndexJson({DescriptorJson(kManifest, b.manifest, For("linux", "amd64"))});
  const std::string index =
      IndexJson({DescriptorJson(kManifest, a.manifest, name_both("2.4", "docker.io/library/a:2.4")),
                 DescriptorJson(kIndex, inner, Named("registry.example:5000/b"))});
  const auto found = [&](std::string_view name) {
    const auto image = FindIn(index, {a, b}, {inner}, name, kAmd);
    if (!image.ok()) return std::string(image.status().message());
    return std::string(image->manifest.digest == testing::DigestOf(a.manifest) ? "a" : "b");
  };
  EXPECT_EQ(found("2.4"), "a");
  EXPECT_EQ(found("a:2.4"), "a");
  EXPECT_EQ(found("docker.io/library/a:2.4"), "a");
  EXPECT_EQ(found("registry.example:5000/b"), "b");
  EXPECT_EQ(found("registry.example:5000/b:latest"), "b");
  EXPECT_EQ(found(testing::DigestOf(a.manifest).ToString()), "a");
  EXPECT_EQ(found(testing::DigestOf(inner).ToString()), "b");
  EXPECT_EQ(found(testing::DigestOf(b.manifest).ToString()), "b") << "within an index";
  EXPECT_EQ(found("a:2.4@" + testing::DigestOf(a.manifest).ToString()), "a");
  EXPECT_EQ(found("c"), "no image 'c'; there are: 2.4, registry.example:5000/b");
}

TEST(OciLayout, BytesDecideWhatALayerIs) {
  for (std::string_view type :
       {"application/vnd.docker.image.rootfs.diff.tar.zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar", "application/octet-stream",
        "application/vnd.example.layer", "application/vnd.oci.image.layer.v1.tar+bzip", ""}) {
    for (Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      const Whole image = WholeImage({testing::Compress(Tar("t"), c)}, "amd64", "", type);
      const auto found = FindIn(IndexJson({DescriptorJson(kManifest, image.manifest)}), {image});
      ASSERT_TRUE(found.ok()) << type << found.status();
      EXPECT_EQ(found->manifest.layers.size(), 1u);
    }
  }
  // One layer of an image that is none is left out, and said.
  const std::string note = "no tar at all", tar = Tar("t");
  Whole mixed = WholeImage({tar, note}, "amd64", "", "application/vnd.example.layer");
  const auto found = FindIn(IndexJson({DescriptorJson(kManifest, mixed.manifest)}), {mixed});
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->manifest.layers.size(), 1u);
  EXPECT_EQ(found->manifest.layers[0].digest, testing::DigestOf(tar));
  ASSERT_EQ(found->problems.size(), 1u);
  EXPECT_EQ(found->problems[0].layer, testing::DigestOf(note));
}

TEST(OciLayout, NeverTakesNoLayersForAnEmptyImage) {
  const auto code = [](const std::string& manifest, const std::vector<std::string>& more) {
    std::vector<std::string> blobs = more;
    blobs.push_back(manifest);
    return FindIn(IndexJson({DescriptorJson(kManifest, manifest)}), {}, blobs).status();
  };
  const Whole image = WholeImage({Tar("a")}, "amd64");
  const std::string config =
      DescriptorJson("application/vnd.oci.image.config.v1+json", image.config);
  for (const std::string& manifest :
       {"{\"config\":" + config + "}", "{\"config\":" + config + ",\"layers\":null}",
        "{\"config\":" + config + ",\"layers\":[]}", std::string("{\"layers\":[]}"),
        std::string("{}"), std::string(R"({"schemaVersion":1,"fsLayers":[]})")}) {
    const absl::Status status = code(manifest, image.blobs);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << manifest;
    EXPECT_NE(std::string(status.message()).find(testing::DigestOf(manifest).hex()),
              std::string::npos)
        << status << " should say which";
  }
  // An image of nothing but metadata is one.
  const Whole bare = WholeImage({}, "amd64");
  const auto found = FindIn(IndexJson({DescriptorJson(kManifest, bare.manifest)}), {bare});
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_TRUE(found->manifest.layers.empty());
}

TEST(OciLayout, SaysWhereSizesAreWrong) {
  const std::string tar = Tar("a");
  Whole image = WholeImage({tar}, "amd64");
  const auto resized = [](std::string json, const std::string& blob, const std::string& size) {
    const std::string mark = testing::DigestOf(blob).ToString() + "\",\"size\":";
    const size_t at = json.find(mark) + mark.size();
    return json.replace(at, std::to_string(blob.size()).size(), size);
  };
  const auto problems = [&](const std::string& manifest, const std::string& index) {
    const auto found = FindIn(index, {image}, {manifest});
    EXPECT_TRUE(found.ok()) << found.status();
    return found.ok() ? found->problems : std::vector<Problem>();
  };
  const auto plain = IndexJson({DescriptorJson(kManifest, image.manifest)});
  EXPECT_TRUE(problems(image.manifest, plain).empty());
  EXPECT_EQ(problems(image.manifest, resized(plain, image.manifest, "7")).size(), 1u);
  const std::string small = resized(image.manifest, tar, "9");
  const auto of_layer = problems(small, IndexJson({DescriptorJson(kManifest, small)}));
  ASSERT_EQ(of_layer.size(), 1u);
  EXPECT_EQ(of_layer[0].layer, testing::DigestOf(tar));
  EXPECT_EQ(of_layer[0].code, "DATA_LOSS");
  EXPECT_EQ(of_layer[0].message,
            "has " + std::to_string(tar.size()) + " bytes, its descriptor says 9");
  const std::string huge = resized(image.manifest, image.config, "900000000000");
  EXPECT_EQ(problems(huge, IndexJson({DescriptorJson(kManifest, huge)})).size(), 1u);
}

TEST(OciLayout, IsBoundedInDocuments) {
  std::vector<std::string> descriptors, blobs;
  for (int i = 0; i < 1500; ++i) {
    blobs.push_back(ManifestJson("l" + std::to_string(i)));
    descriptors.push_back(DescriptorJson(kManifest, blobs.back()));
  }
  const std::string inner = IndexJson(descriptors);
  blobs.push_back(inner);
  EXPECT_EQ(FindIn(inner, {}, blobs).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FindIn(IndexJson({DescriptorJson(kIndex, inner)}), {}, blobs).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(FindIn(inner, {}, blobs, testing::DigestOf(blobs[7]).ToString()).ok());
}

TEST(OciLayout, ReadsSkopeosDirectories) {
  const Whole a = WholeImage({Tar("a")}, "amd64"), b = WholeImage({Tar("b")}, "arm64");
  const auto hex = [](const std::string& blob) {
    return std::string(testing::DigestOf(blob).hex());
  };
  const auto folder = FreshFolder("one");
  WriteFiles(folder, {{"version", "Directory Transport Version: 1.1\n"},
                      {"manifest.json", a.manifest},
                      {hex(a.config), a.config},
                      {hex(Tar("a")), Tar("a")}});
  const auto one = OciLayout::Open(Ctx(), folder.string());
  ASSERT_TRUE(one.ok()) << one.status();
  const auto manifest = (*one)->GetManifest(Ctx());
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->digest, testing::DigestOf(a.manifest));
  EXPECT_EQ(*ReadAll((*one)->Open(Ctx(), manifest->layers[0])), Tar("a"));
  // Of all platforms, as `skopeo copy --all` has it; and blobs as they were named long ago.
  const auto many = FreshFolder("many");
  WriteFiles(many, {{"version", "Directory Transport Version: 1.1\n"},
                    {"manifest.json", IndexJson({DescriptorJson(kManifest, a.manifest),
                                                 DescriptorJson(kManifest, b.manifest)})},
                    {hex(a.manifest) + ".manifest.json", a.manifest},
                    {hex(b.manifest) + ".manifest.json", b.manifest},
                    {hex(a.config), a.config},
                    {hex(b.config), b.config},
                    {hex(Tar("a")), Tar("a")},
                    {hex(Tar("b")) + ".tar", Tar("b")}});
  const auto all = OciLayout::Open(Ctx(), many.string(), {.platform = "linux/arm64"});
  ASSERT_TRUE(all.ok()) << all.status();
  const auto arm = (*all)->GetManifest(Ctx());
  ASSERT_TRUE(arm.ok()) << arm.status();
  EXPECT_EQ(*ReadAll((*all)->Open(Ctx(), arm->layers[0])), Tar("b"));
  WriteFile(folder / "manifest.json", "[]");
  EXPECT_EQ(OciLayout::Open(Ctx(), folder.string()).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OciLayout, ChecksDigests) {
  const std::string good = ManifestJson("l");
  const auto folder = FreshFolder("layout");
  WriteFiles(folder, {{"index.json", IndexJson({DescriptorJson(kManifest, good)})},
                      {BlobPath(good), ManifestJson("m")}});
  const auto layout = OciLayout::Open(Ctx(), folder.string());
  ASSERT_TRUE(layout.ok()) << layout.status();
  EXPECT_EQ((*layout)->GetManifest(Ctx()).status().code(), absl::StatusCode::kDataLoss);
  std::filesystem::remove(folder / BlobPath(good));
  EXPECT_EQ((*layout)->GetManifest(Ctx()).status().code(), absl::StatusCode::kNotFound);
}

TEST(OciLayout, NeverLeavesItsFolder) {
  const std::string secret = "secret", manifest = ManifestJson(secret);
  const auto outside = FreshFolder("outside");
  WriteFile(outside / "secret", secret);
  const auto folder = FreshFolder("layout");
  WriteFiles(folder, {{"index.json", IndexJson({DescriptorJson(kManifest, manifest)})},
                      {BlobPath(manifest), manifest}});
  std::filesystem::create_symlink(outside / "secret", folder / BlobPath(secret));
  const auto layout = OciLayout::Open(Ctx(), folder.string());
  ASSERT_TRUE(layout.ok()) << layout.status();
  const auto m = (*layout)->GetManifest(Ctx());
  ASSERT_TRUE(m.ok()) << m.status();
  EXPECT_EQ((*layout)->Open(Ctx(), m->layers[0]).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ManifestOf(R"({"manifests":[{"digest":"sha256:../../../outside/secret"}]})", {})
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OciLayout, SaysWhatIsNoLayout) {
  const auto folder = FreshFolder("empty");
  EXPECT_EQ(OciLayout::Open(Ctx(), folder.string()).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OciLayout::Open(Ctx(), (folder / "none").string()).status().code(),
            absl::StatusCode::kNotFound);
  WriteFiles(folder,
             {{"index.json", IndexJson({})}, {"oci-layout", R"({"imageLayoutVersion":"7.0.0"})"}});
  EXPECT_EQ(OciLayout::Open(Ctx(), folder.string()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  WriteFile(folder / "oci-layout", R"({"imageLayoutVersion":"1.1.0"})");
  EXPECT_TRUE(OciLayout::Open(Ctx(), folder.string()).ok());
  WriteFile(folder / "index.json", std::string(5 << 20, ' '));
  EXPECT_EQ(OciLayout::Open(Ctx(), folder.string()).status().code(),
            absl::StatusCode::kResourceExhausted);
  const std::string tar = testing::OciLayoutTar(Image());
  WriteFile(folder / "cut.tar", tar.substr(0, tar.size() / 2));
  EXPECT_EQ(OciLayout::Open(Ctx(), (folder / "cut.tar").string()).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace claircore

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(OciLayout, LayerFetcherConformance,
                         ::testing::Values(CaseOf("Directory"), CaseOf("Tar"), CaseOf("Gzip")),
                         CaseName());
}  // namespace claircore::inline v0::testing
