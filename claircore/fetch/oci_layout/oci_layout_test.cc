#include "claircore/fetch/oci_layout/oci_layout.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/fetch/internal/test_files.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/layer_fetcher_conformance.h"
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
    EXPECT_EQ(ManifestOf(index, blobs, "", {.platform = "linux/arm"}).status().code(),
              absl::StatusCode::kInvalidArgument)
        << "two of them";
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
  EXPECT_EQ(
      ManifestOf(IndexJson({DescriptorJson("application/x", good)}), {good}).status().message(),
      "media type 'application/x' is no container image");
  EXPECT_EQ(ManifestOf(IndexJson({DescriptorJson(kManifest, helm)}), {helm}).status().code(),
            absl::StatusCode::kInvalidArgument);
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
