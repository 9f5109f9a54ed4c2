#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <span>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/paths.h"
#include "claircore/fetch/internal/platform.h"
#include "claircore/fetch/internal/test_files.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile/layers.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"

namespace claircore::fetch {
namespace {

using testing::Compress;
using testing::Compression;
using testing::TarBuilder;
using testing::TarEntry;

const Context& Ctx() {
  static const Context* const context = new Context(Context::Background());
  return *context;
}

absl::StatusOr<std::unique_ptr<const Members>> IndexOf(const std::string& archive,
                                                       const ArchiveLimits& limits = {}) {
  const auto path = FreshFolder("tar") / "a.tar";
  WriteFile(path, archive);
  const auto temporary = NewTemporaryDirectory();
  auto opened = OpenArchive(Ctx(), path, *temporary, limits);
  if (!opened.ok()) return opened.status();
  return IndexTar(Ctx(), *std::move(opened), limits);
}

absl::StatusOr<std::string> Contents(const Members& members, std::string_view name) {
  const auto source = members.Open(name);
  if (!source.ok()) return source.status();
  return ReadSmall(**source, 1 << 30, name);
}

TEST(Paths, StayBelowTheRoot) {
  EXPECT_EQ(CleanPath("./a//b/../c/"), "a/c");
  EXPECT_EQ(CleanPath("/../../etc"), "etc");
  EXPECT_EQ(CleanPath(""), "");
  EXPECT_EQ(LinkTarget("a/b/c", "../x"), "a/x");
  EXPECT_EQ(LinkTarget("a", "../../x"), "x");
  EXPECT_EQ(LinkTarget("a/b", "/x/./y"), "x/y");
}

TEST(TarIndex, FindsTheBytesOfEveryMember) {
  TarBuilder tar;
  Files files;
  for (size_t size : {0, 1, 511, 512, 513, 5000, 300'000}) {
    // Long names need an extra header, which moves where the data begin.
    const std::string name = "d/" + std::string(size % 7 * 40, 'n') + "/" + std::to_string(size);
    files[name] = std::string(size, static_cast<char>('a' + size % 26));
    tar.Dir("d").File(name, files[name]);
  }
  for (Compression compression : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    const auto members = IndexOf(Compress(tar.Build(), compression));
    ASSERT_TRUE(members.ok()) << members.status();
    for (const auto& [name, bytes] : files) {
      const auto got = Contents(**members, "./" + name);
      ASSERT_TRUE(got.ok()) << name << got.status();
      EXPECT_EQ(*got, bytes);
    }
    EXPECT_EQ(Contents(**members, "none").status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(Contents(**members, "d").status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(TarIndex, FollowsLinksWithinTheArchiveOnly) {
  const auto members = IndexOf(TarBuilder()
                                   .File("a/layer.tar", "A")
                                   .Symlink("b/layer.tar", "../a/layer.tar")
                                   .HardLink("c", "a/layer.tar")
                                   .Symlink("passwd", "/etc/passwd")
                                   .Symlink("up", "../../../../a/layer.tar")
                                   .Symlink("x", "y")
                                   .Symlink("y", "x")
                                   .Build());
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_EQ(*Contents(**members, "b/layer.tar"), "A");
  EXPECT_EQ(*Contents(**members, "c"), "A");
  EXPECT_EQ(*Contents(**members, "up"), "A") << "the archive is the root";
  EXPECT_EQ(Contents(**members, "passwd").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Contents(**members, "x").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(TarIndex, RefusesBrokenArchives) {
  const std::string tar = TarBuilder().File("a", std::string(5000, 'x')).File("b", "y").Build();
  for (size_t size : {size_t{100}, size_t{512}, size_t{3000}}) {
    const auto members = IndexOf(tar.substr(0, size));
    EXPECT_EQ(members.status().code(), absl::StatusCode::kDataLoss) << size;
  }
  EXPECT_EQ(IndexOf("no tar at all, but some text").status().code(), absl::StatusCode::kDataLoss);
  const std::string gzip = Compress(tar, Compression::kGzip);
  EXPECT_EQ(IndexOf(gzip.substr(0, gzip.size() / 2)).status().code(), absl::StatusCode::kDataLoss);
  TarEntry huge{.path = "h", .contents = "x", .link_target = {}, .claimed_size = uint64_t{1} << 40};
  EXPECT_EQ(IndexOf(TarBuilder().Add(huge).Build()).status().code(), absl::StatusCode::kDataLoss);
}

// Libarchive would take each level off, and hang at a damaged one.
TEST(TarIndex, TakesOffOneCompression) {
  const std::string tar = TarBuilder().File("a", "x").Build();
  EXPECT_TRUE(IndexOf(testing::hostile::NestedGzip(1, tar)).ok());
  for (const int levels : {2, 3, 20}) {
    EXPECT_EQ(IndexOf(testing::hostile::NestedGzip(levels, tar)).status().code(),
              absl::StatusCode::kDataLoss);
    EXPECT_EQ(
        IndexOf(testing::hostile::NestedGzip(levels - 1, testing::hostile::EndlessGzipName(10'000)))
            .status()
            .code(),
        absl::StatusCode::kDataLoss);
  }
}

TEST(TarIndex, MapsWithoutEnd) {
  for (const std::string& map :
       {testing::hostile::SparseMap(3'000'000), testing::hostile::OldSparseMap(20'000)}) {
    EXPECT_EQ(IndexOf(map).status().code(), absl::StatusCode::kResourceExhausted);
  }
  EXPECT_TRUE(IndexOf(testing::hostile::SparseMap(1000)).ok());
  // Honest archives may be large.
  EXPECT_TRUE(IndexOf(TarBuilder().File("a", std::string(9 << 20, 'a')).File("b", "").Build() +
                      std::string(9 << 20, '\0'))
                  .ok());
}

TEST(TarIndex, IsBounded) {
  TarBuilder tar;
  for (int i = 0; i < 20; ++i) tar.File(std::to_string(i), "x");
  EXPECT_EQ(IndexOf(tar.Build(), {.max_members = 19}).status().code(),
            absl::StatusCode::kResourceExhausted);
  const std::string bomb =
      Compress(TarBuilder().File("b", std::string(10 << 20, '\0')).Build(), Compression::kGzip);
  EXPECT_EQ(IndexOf(bomb, {.max_bytes = 1 << 20}).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(OpenArchive, ReadsAPipeUntilItEnds) {
  const auto path = FreshFolder("pipe") / "fifo";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string tar = TarBuilder().File("a", "hello").Build();
  const pid_t child = fork();
  if (child == 0) {
    const int fd = open(path.c_str(), O_WRONLY);
    ssize_t written = 0;
    for (size_t at = 0; at < tar.size() && written >= 0; at += written) {
      written = write(fd, tar.data() + at, std::min<size_t>(700, tar.size() - at));
    }
    _exit(0);
  }
  const auto temporary = NewTemporaryDirectory();
  const auto archive = OpenArchive(Ctx(), path, *temporary, {});
  ASSERT_TRUE(archive.ok()) << archive.status();
  const auto members = IndexTar(Ctx(), *archive, {});
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_EQ(*Contents(**members, "a"), "hello");
}

TEST(OpenArchive, ASilentPipeEndsWithTheContext) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const auto temporary = NewTemporaryDirectory();
  const auto archive = OpenArchive(Ctx().WithTimeout(std::chrono::milliseconds(100)),
                                   "/dev/fd/" + std::to_string(ends[0]), *temporary, {});
  EXPECT_EQ(archive.status().code(), absl::StatusCode::kDeadlineExceeded);
  close(ends[0]);
  close(ends[1]);
}

TEST(DirectoryMembers, DoNotFollowLinks) {
  const auto folder = FreshFolder("root");
  WriteFile(folder / "inside" / "file", "good");
  const auto outside = FreshFolder("outside");
  WriteFile(outside / "secret", "bad");
  std::filesystem::create_symlink(outside / "secret", folder / "link");
  std::filesystem::create_directory_symlink(outside, folder / "folder");
  std::filesystem::create_symlink("inside/file", folder / "harmless");
  ASSERT_EQ(mkfifo((folder / "fifo").c_str(), 0600), 0);
  const auto members = OpenDirectoryMembers(folder);
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_EQ(*Contents(**members, "inside/file"), "good");
  EXPECT_EQ(*Contents(**members, "x/../inside/./file"), "good");
  for (std::string_view name :
       {"link", "folder/secret", "harmless", "../outside/secret", "inside/none", "inside/file/x"}) {
    EXPECT_EQ(Contents(**members, name).status().code(), absl::StatusCode::kNotFound) << name;
  }
  EXPECT_EQ(Contents(**members, "fifo").status().code(), absl::StatusCode::kInvalidArgument)
      << "and does not wait for a writer";
  EXPECT_EQ(Contents(**members, "inside").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(ImageJson, ReadsIndexes) {
  const auto document = ParseImageDocument(
      "{\"manifests\":[" +
      DescriptorJson("t", "x",
                     R"("platform":{"os":"linux","architecture":"arm","variant":"v7"},)"
                     R"("annotations":{"org.opencontainers.image.ref.name":"n"})") +
      "]}");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_TRUE(document->is_index);
  ASSERT_EQ(document->manifests.size(), 1u);
  EXPECT_EQ(document->manifests[0].variant, "v7");
  EXPECT_EQ(document->manifests[0].ref_name, "n");
  EXPECT_EQ(document->manifests[0].size, 1u);
}

TEST(ImageJson, RefusesWhatIsHostile) {
  const auto parse = [](const std::string& json) { return ParseImageDocument(json).status(); };
  for (const std::string& json :
       {std::string(), std::string("[]"), std::string("{"), std::string(R"({"layers":7})"),
        std::string(R"({"layers":[7]})"), std::string(R"({"layers":[{}]})"),
        std::string(R"({"layers":[{"digest":"sha256:../../../etc/passwd"}]})"),
        std::string(R"({"layers":[{"digest":"md5:d41d8cd98f00b204e9800998ecf8427e"}]})"),
        std::string(R"({"layers":[],"manifests":[]})"), std::string(R"({"mediaType":[]})"),
        "{\"layers\":[" + DescriptorJson("t", "x", "\"platform\":{\"os\":1}") + "]}",
        "{\"x\":" + std::string(40, '[') + std::string(40, ']') + "}",
        "{\"x\":\"" + std::string(5 << 20, 'x') + "\"}"}) {
    EXPECT_EQ(parse(json).code(), absl::StatusCode::kInvalidArgument) << json.substr(0, 80);
  }
  std::string many = "{\"layers\":[" + DescriptorJson("t", "x");
  for (int i = 0; i < 1000; ++i) many += "," + DescriptorJson("t", "x");
  EXPECT_EQ(parse(many + "]}").code(), absl::StatusCode::kInvalidArgument) << "1001 layers";
  EXPECT_FALSE(ParseDockerManifest("{}").ok());
  EXPECT_FALSE(ParseDockerManifest("[7]").ok());
  EXPECT_FALSE(ParseDockerManifest(R"([{"Layers":[1]}])").ok());
  EXPECT_TRUE(ParseDockerManifest("[]").ok());
  EXPECT_FALSE(ParseDiffIds(R"({"rootfs":{"diff_ids":["x"]}})").ok());
  EXPECT_TRUE(ParseDiffIds("{}")->empty());
  EXPECT_FALSE(CheckLayoutVersion(R"({"imageLayoutVersion":"2.0.0"})").ok());
}

TEST(Platform, Parses) {
  EXPECT_EQ(ParsePlatform("")->os, "linux");
  EXPECT_EQ(ParsePlatform("linux/arm/v7")->variant, "v7");
  EXPECT_EQ(ParsePlatform("windows/amd64")->architecture, "amd64");
  for (std::string_view bad : {"linux", "linux/", "/amd64", "a/b/c/d"}) {
    EXPECT_FALSE(ParsePlatform(bad).ok()) << bad;
  }
}

TEST(Files, DigestsAgree) {
  const auto path = FreshFolder("f") / "x";
  const std::string bytes(3'000'000, 'q');
  WriteFile(path, bytes);
  const auto file = NewFileSource(Fd(open(path.c_str(), O_RDONLY)), "x");
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(*Sha256Of(Ctx(), **file), testing::DigestOf(bytes));
  EXPECT_EQ(DigestOf(Digest::Algorithm::kSha512, "a"),
            testing::DigestOf("a", Digest::Algorithm::kSha512));
  EXPECT_EQ(ReadSmall(**file, 10, "x").status().code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace claircore::fetch
