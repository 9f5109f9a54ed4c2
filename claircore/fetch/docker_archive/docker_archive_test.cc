#include "claircore/fetch/docker_archive/docker_archive.h"

#include <fcntl.h>
#include <unistd.h>

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
using fetch::Files;
using fetch::FreshFolder;
using fetch::ReadAll;
using fetch::TarOf;
using fetch::WriteFile;
using testing::BuiltImage;
using testing::CaseName;
using testing::Compress;
using testing::Compression;
using testing::DigestOf;
using testing::LayerFetcherCase;
using testing::LayerFetcherConformance;
using testing::TarBuilder;

Context Ctx() { return Context::Background(); }

const BuiltImage& Image() {
  static const BuiltImage* const image = new BuiltImage(*testing::BuildImage(R"(
tag demo:1
layer
fill data 100000
layer
file a
)"));
  return *image;
}

absl::StatusOr<std::unique_ptr<DockerArchive>> OpenBytes(const std::string& bytes) {
  const auto path = FreshFolder("archive") / "image.tar";
  WriteFile(path, bytes);
  return DockerArchive::Open(Ctx(), path.string());
}

LayerFetcherCase CaseOf(std::string name, Compression compression) {
  LayerFetcherCase c;
  c.name = name;
  c.make = [compression]() -> std::shared_ptr<LayerFetcher> {
    auto archive = OpenBytes(Compress(testing::DockerArchiveTar(Image()), compression));
    EXPECT_TRUE(archive.ok()) << archive.status();
    return *std::move(archive);
  };
  for (const auto& layer : Image().layers) {
    c.layers.push_back({{.digest = layer.diff_id,
                         .uri = std::string(layer.diff_id.hex()) + "/layer.tar",
                         .media_type = {},
                         .headers = {}},
                        layer.tar});
  }
  c.missing = {.digest = DigestOf("missing"), .uri = "missing", .media_type = {}, .headers = {}};
  return c;
}

std::string Config(const std::vector<std::string>& tars) {
  std::string json = R"({"architecture":"amd64","rootfs":{"type":"layers","diff_ids":[)";
  for (const std::string& tar : tars) {
    json += (json.ends_with('[') ? "\"" : ",\"") + DigestOf(tar).ToString() + "\"";
  }
  return json + "]}}";
}

const std::string& TarA() {
  static const auto* const tar = new std::string(TarBuilder().File("a", "A").Build());
  return *tar;
}
const std::string& TarB() {
  static const auto* const tar = new std::string(TarBuilder().File("b", "B").Build());
  return *tar;
}

TEST(DockerArchive, ReadsTheOldLayout) {
  const std::string config = Config({TarA(), TarB(), TarA()});
  const auto archive = OpenBytes(
      TarBuilder()
          .File("config.json", config)
          .Dir("1")
          .File("1/layer.tar", TarA())
          .File("2/layer.tar", TarB())
          .Symlink("3/layer.tar", "../1/layer.tar")
          .File("manifest.json", R"([{"Config":"config.json","RepoTags":["demo:latest","demo:1"],)"
                                 R"("Layers":["1/layer.tar","2/layer.tar","3/layer.tar"]}])")
          .Build());
  ASSERT_TRUE(archive.ok()) << archive.status();
  for (std::string_view tag : {"", "demo", "demo:1", "demo:latest"}) {
    const auto manifest = (*archive)->GetManifest(Ctx(), tag);
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    EXPECT_EQ(manifest->digest, DigestOf(config));
    ASSERT_EQ(manifest->layers.size(), 3u);
    const std::vector<std::string> tars = {TarA(), TarB(), TarA()};
    for (size_t i = 0; i < tars.size(); ++i) {
      EXPECT_EQ(manifest->layers[i].digest, DigestOf(tars[i]));
      EXPECT_EQ(*ReadAll((*archive)->Open(Ctx(), manifest->layers[i])), tars[i]);
    }
  }
  EXPECT_EQ((*archive)->GetManifest(Ctx(), "other").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ((*archive)->images(),
            (std::vector<std::vector<std::string>>{{"demo:latest", "demo:1"}}));
}

TEST(DockerArchive, ReadsTheNewLayout) {
  const std::string config = Config({TarA(), TarB()});
  const std::string gzip = Compress(TarB(), Compression::kGzip);
  const auto archive = OpenBytes(
      TarOf({{BlobPath(config), config},
             {BlobPath(TarA()), TarA()},
             {BlobPath(gzip), gzip},
             {"manifest.json", "[{\"Config\":\"" + BlobPath(config) +
                                   "\",\"RepoTags\":null,\"Layers\":[\"" + BlobPath(TarA()) +
                                   "\",\"" + BlobPath(gzip) + "\"]}]"}}));
  ASSERT_TRUE(archive.ok()) << archive.status();
  const auto manifest = (*archive)->GetManifest(Ctx());
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->digest, DigestOf(config));
  EXPECT_EQ(manifest->layers[0].digest, DigestOf(TarA()));
  EXPECT_EQ(manifest->layers[1].digest, DigestOf(gzip)) << "of the bytes as stored";
  EXPECT_EQ(*ReadAll((*archive)->Open(Ctx(), manifest->layers[1])), gzip);
}

TEST(DockerArchive, HashesWhatNobodyHashed) {
  const std::string gzip = Compress(TarA(), Compression::kGzip);
  const std::string config = Config({TarA(), TarB()});
  const auto archive =
      OpenBytes(TarOf({{"c", config},
                       {"l.tar.gz", gzip},
                       {"m.tar", TarB()},
                       {"manifest.json", R"([{"Config":"c","Layers":["l.tar.gz","m.tar"]}])"}}));
  ASSERT_TRUE(archive.ok()) << archive.status();
  const auto manifest = (*archive)->GetManifest(Ctx());
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_EQ(manifest->layers[0].digest, DigestOf(gzip));
  EXPECT_EQ(manifest->layers[1].digest, DigestOf(TarB()));
}

TEST(DockerArchive, ReadsStandardInput) {
  const auto path = FreshFolder("stdin") / "image.tar.zst";
  WriteFile(path, Compress(testing::DockerArchiveTar(Image()), Compression::kZstd));
  const int saved = dup(STDIN_FILENO);
  const int file = open(path.c_str(), O_RDONLY);
  ASSERT_GE(dup2(file, STDIN_FILENO), 0);
  const auto archive = DockerArchive::Open(Ctx(), "-");
  if (saved >= 0) {
    dup2(saved, STDIN_FILENO);
    close(saved);
  }
  close(file);
  ASSERT_TRUE(archive.ok()) << archive.status();
  const auto manifest = (*archive)->GetManifest(Ctx(), "demo:1");
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  ASSERT_EQ(manifest->layers.size(), 2u);
  EXPECT_EQ(manifest->layers[0].digest, Image().layers[0].diff_id);
  EXPECT_EQ(*ReadAll((*archive)->Open(Ctx(), manifest->layers[0])), Image().layers[0].tar);
}

TEST(DockerArchive, AsksWhichOfSeveral) {
  const auto archive =
      OpenBytes(TarOf({{"c", Config({TarA()})},
                       {"a", TarA()},
                       {"manifest.json", R"([{"Config":"c","RepoTags":["x:1"],"Layers":["a"]},)"
                                         R"({"Config":"c","RepoTags":["y:1"],"Layers":["a"]}])"}}));
  ASSERT_TRUE(archive.ok()) << archive.status();
  const auto unclear = (*archive)->GetManifest(Ctx());
  EXPECT_EQ(unclear.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(unclear.status().message(), "several images; name one of: x:1, y:1");
  EXPECT_TRUE((*archive)->GetManifest(Ctx(), "y:1").ok());
}

TEST(DockerArchive, RefusesWhatIsHostile) {
  const auto manifest_of = [](const Files& files) -> absl::Status {
    const auto archive = OpenBytes(TarOf(files));
    if (!archive.ok()) return archive.status();
    return (*archive)->GetManifest(Ctx()).status();
  };
  const std::string config = Config({TarA()});
  EXPECT_EQ(manifest_of({{"x", "y"}}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(manifest_of({{"manifest.json", "null"}}).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(manifest_of({{"manifest.json", "[]"}}).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(manifest_of({{"manifest.json", std::string(5 << 20, ' ')}}).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(
      manifest_of({{"manifest.json", R"([{"Config":"../../etc/passwd","Layers":[]}])"}}).code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(
      manifest_of({{"c", config}, {"manifest.json", R"([{"Config":"c","Layers":["no"]}])"}}).code(),
      absl::StatusCode::kNotFound);
  EXPECT_EQ(manifest_of({{"c", "{"}, {"manifest.json", R"([{"Config":"c","Layers":[]}])"}}).code(),
            absl::StatusCode::kInvalidArgument);
  const auto loop =
      OpenBytes(TarBuilder()
                    .File("c", config)
                    .Symlink("a/layer.tar", "../b/layer.tar")
                    .Symlink("b/layer.tar", "../a/layer.tar")
                    .File("manifest.json", R"([{"Config":"c","Layers":["a/layer.tar"]}])")
                    .Build());
  ASSERT_TRUE(loop.ok()) << loop.status();
  EXPECT_EQ((*loop)->GetManifest(Ctx()).status().code(), absl::StatusCode::kInvalidArgument);
  const std::string whole = testing::DockerArchiveTar(Image());
  EXPECT_EQ(OpenBytes(whole.substr(0, whole.size() / 2)).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(DockerArchive::Open(Ctx(), ::testing::TempDir()).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "a directory";
}

}  // namespace
}  // namespace claircore

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(DockerArchive, LayerFetcherConformance,
                         ::testing::Values(CaseOf("Plain", Compression::kNone),
                                           CaseOf("Gzip", Compression::kGzip)),
                         CaseName());
}  // namespace claircore::inline v0::testing
