#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/image_name.h"
#include "claircore/fetch/internal/layer_bytes.h"
#include "claircore/fetch/internal/members.h"
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

TEST(TarIndex, PassesMapsWithoutEnd) {
  for (const std::string& map :
       {testing::hostile::SparseMap(1000), testing::hostile::SparseMap(3'000'000),
        testing::hostile::OldSparseMap(20'000)}) {
    const auto members = IndexOf(map);
    EXPECT_TRUE(members.ok()) << members.status();
  }
  // Honest archives may be large.
  EXPECT_TRUE(IndexOf(TarBuilder().File("a", std::string(9 << 20, 'a')).File("b", "").Build() +
                      std::string(9 << 20, '\0'))
                  .ok());
}

// A header as a tar writer of 1988 would have made it, with more of it set by `edit`.
std::string RawHeader(std::string_view path, uint64_t size, char type,
                      const std::function<void(std::string&)>& edit = nullptr) {
  std::string h(512, '\0');
  h.replace(0, path.size(), path);
  char octal[16];
  snprintf(octal, sizeof octal, "%011llo", static_cast<unsigned long long>(size));
  h.replace(124, 11, octal);
  h[156] = type;
  if (edit != nullptr) edit(h);
  h.replace(148, 8, 8, ' ');
  uint32_t sum = 0;
  for (const char c : h) sum += static_cast<unsigned char>(c);
  snprintf(octal, sizeof octal, "%06o", sum);
  h.replace(148, 7, std::string(octal) + '\0');
  return h;
}

std::string Padded(std::string bytes) {
  bytes.resize((bytes.size() + 511) / 512 * 512);
  return bytes;
}

std::string PaxRecord(const std::string& key, const std::string& value) {
  const size_t rest = key.size() + value.size() + 3;
  size_t length = rest + 1;
  while (std::to_string(length).size() + rest != length) ++length;
  return std::to_string(length) + " " + key + "=" + value + "\n";
}

TEST(TarIndex, ReadsTheDialects) {
  const std::string pax = PaxRecord("mtime", "1.5") +
                          PaxRecord("path", "p/" + std::string(300, 'x')) + PaxRecord("size", "3");
  const std::string long_name = std::string(200, 'g') + '\0',
                    long_link = "v7" + std::string(1, '\0');
  std::string tar = RawHeader("v7", 2, '\0') + Padded("v7") + RawHeader("dir/", 0, '0');
  tar += RawHeader("PaxHeaders", pax.size(), 'x') + Padded(pax) + RawHeader("short", 0, '0') +
         Padded("pax");
  tar += RawHeader("pax_global_header", 5, 'g') + Padded("x=y\n\n");
  tar += RawHeader("././@LongLink", long_name.size(), 'L') + Padded(long_name) +
         RawHeader("cut", 1, '0') + Padded("G");
  tar += RawHeader("././@LongLink", long_link.size(), 'K') + Padded(long_link) +
         RawHeader("symlink", 0, '2', [](std::string& h) { h.replace(157, 4, "none"); });
  tar += RawHeader("file", 5, '0',
                   [](std::string& h) {
                     h.replace(257, 6, std::string("ustar\0", 6));
                     h.replace(345, 6, "prefix");
                   }) +
         Padded("ustar");
  tar += RawHeader("base256", 0, '0',
                   [](std::string& h) {
                     h.replace(124, 12, std::string("\x80", 1) + std::string(10, '\0') + '\4');
                   }) +
         Padded("base");
  // Of a hard link some writers give the size of what it names, without data, and some the data.
  const auto to_v7 = [](std::string& h) { h.replace(157, 2, "v7"); };
  tar += RawHeader("bare", 2, '1', to_v7) + RawHeader("full", 2, '1', to_v7) + Padded("v7");
  tar += std::string(512, '\0') + RawHeader("after", 1, '0') + Padded("!");  // one block of zeros
  for (const size_t zeros : {size_t{0}, size_t{512}, size_t{1024}, size_t{10240}}) {
    const auto members = IndexOf(tar + std::string(zeros, '\0'));
    ASSERT_TRUE(members.ok()) << members.status();
    for (const auto& [name, contents] : Files{{"v7", "v7"},
                                              {"p/" + std::string(300, 'x'), "pax"},
                                              {std::string(200, 'g'), "G"},
                                              {"symlink", "v7"},
                                              {"prefix/file", "ustar"},
                                              {"base256", "base"},
                                              {"bare", "v7"},
                                              {"full", "v7"},
                                              {"after", "!"}}) {
      const auto got = Contents(**members, name);
      ASSERT_TRUE(got.ok()) << name << got.status();
      EXPECT_EQ(*got, contents) << name;
    }
    EXPECT_EQ(Contents(**members, "dir").status().code(), absl::StatusCode::kInvalidArgument);
  }
}

// Headers, and zeros for gigabytes behind them; counts what is read.
class HugeTar final : public RandomAccessSource {
 public:
  HugeTar(std::string head, uint64_t size) : head_(std::move(head)), size_(size) {}
  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    const size_t n = std::min<uint64_t>(buffer.size(), size_ - std::min(size_, position));
    for (size_t i = 0; i < n; ++i) {
      buffer[i] =
          position + i < head_.size() ? static_cast<std::byte>(head_[position + i]) : std::byte{0};
    }
    read += n;
    return n;
  }
  mutable uint64_t read = 0;

 private:
  const std::string head_;
  const uint64_t size_;
};

// A few bytes of a compressed archive describe millions of holes; nobody needs to know them.
TEST(TarIndex, DoesNotReadTheMapsOfSparseFiles) {
  const uint64_t map = uint64_t{1} << 33;
  const std::string pax = PaxRecord("GNU.sparse.major", "1") + PaxRecord("GNU.sparse.minor", "0") +
                          PaxRecord("GNU.sparse.name", "sparse") +
                          PaxRecord("GNU.sparse.realsize", "99999999999") +
                          PaxRecord("size", std::to_string(map));
  const auto tar =
      std::make_shared<HugeTar>(RawHeader("PaxHeaders", pax.size(), 'x') + Padded(pax) +
                                    RawHeader("GNUSparseFile.0/x", 0, '0'),
                                2 * 512 + Padded(pax).size() + map);
  const auto members = IndexTar(Ctx(), tar, {});
  ASSERT_TRUE(members.ok()) << members.status();
  EXPECT_LT(tar->read, 100'000u);
  EXPECT_EQ(Contents(**members, "sparse").status().code(), absl::StatusCode::kInvalidArgument);
  // GNU's old way: blocks of the map without an end.
  std::string block(512, '\1');
  std::string old = RawHeader("old", 0, 'S', [](std::string& h) { h[482] = 1; });
  for (int i = 0; i < 100'000; ++i) old += block;
  EXPECT_EQ(IndexOf(old).status().code(), absl::StatusCode::kDataLoss);
  old += std::string(512, '\0') + RawHeader("next", 1, '0') + Padded("n");
  const auto both = IndexOf(old);
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ(*Contents(**both, "next"), "n");
  EXPECT_EQ(Contents(**both, "old").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(TarIndex, IsBounded) {
  EXPECT_EQ(
      IndexOf(RawHeader("PaxHeaders", 2 << 20, 'x') + std::string(3 << 20, 'x')).status().code(),
      absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(IndexOf("").status().code(), absl::StatusCode::kDataLoss);
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
  EXPECT_EQ(document->manifests[0].platform.variant, "v7");
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
        std::string(R"({"layers":[],"manifests":[]})"), std::string("{}"),
        std::string(R"({"layers":null})"), std::string(R"({"schemaVersion":1,"fsLayers":[]})"),
        std::string(R"({"mediaType":[]})"),
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
  EXPECT_FALSE(ParseImageConfig(R"({"rootfs":{"diff_ids":["x"]}})").ok());
  EXPECT_FALSE(ParseImageConfig("{}")->has_rootfs);
  EXPECT_FALSE(CheckLayoutVersion(R"({"imageLayoutVersion":"2.0.0"})").ok());
}

TEST(ImageJson, KeepsBothNamesAndWhatIsNotSaid) {
  const auto document =
      ParseImageDocument("{\"manifests\":[{\"digest\":\"" + testing::DigestOf("x").ToString() +
                         R"(","annotations":{"org.opencontainers.image.ref.name":"2.4",)"
                         R"("io.containerd.image.name":"registry.example:5000/shop/cart:2.4"}}]})");
  ASSERT_TRUE(document.ok()) << document.status();
  EXPECT_FALSE(document->manifests[0].size.has_value());
  EXPECT_EQ(document->manifests[0].ref_name, "2.4");
  EXPECT_EQ(document->manifests[0].image_name, "registry.example:5000/shop/cart:2.4");
}

TEST(Platform, Parses) {
  EXPECT_EQ(ParsePlatform("")->os, "linux");
  EXPECT_EQ(ParsePlatform("linux/arm/v7")->variant, "v7");
  EXPECT_EQ(ParsePlatform("windows/amd64")->architecture, "amd64");
  for (std::string_view bad : {"linux", "linux/", "/amd64", "a/b/c/d"}) {
    EXPECT_FALSE(ParsePlatform(bad).ok()) << bad;
  }
}

TEST(Platform, KnowsOtherNames) {
  const auto text = [](std::string_view spelling) { return ParsePlatform(spelling)->ToString(); };
  EXPECT_EQ(text("linux/aarch64"), "linux/arm64");
  EXPECT_EQ(text("Linux/ARM64/v8"), "linux/arm64");
  EXPECT_EQ(text("linux/arm64/8"), "linux/arm64");
  EXPECT_EQ(text("linux/x86_64"), "linux/amd64");
  EXPECT_EQ(text("linux/x86-64"), "linux/amd64");
  EXPECT_EQ(text("linux/amd64/v1"), "linux/amd64");
  EXPECT_EQ(text("linux/amd64/v3"), "linux/amd64/v3");
  EXPECT_EQ(text("linux/armhf"), "linux/arm/v7");
  EXPECT_EQ(text("linux/armel"), "linux/arm/v6");
  EXPECT_EQ(text("linux/i686"), "linux/386");
  EXPECT_EQ(text("linux/ppc64el"), "linux/ppc64le");
  EXPECT_EQ(text("aarch64"), "linux/arm64");
  EXPECT_EQ(text("macos/arm64"), "darwin/arm64");
  EXPECT_EQ(text("plan9/mips"), "plan9/mips") << "what nobody knows stays";
}

TEST(Platform, FitsAsContainerdOrders) {
  const auto fit = [](std::string_view has, std::string_view wanted) {
    return Fit(*ParsePlatform(has), *ParsePlatform(wanted));
  };
  EXPECT_EQ(fit("linux/amd64", "linux/amd64"), 0);
  EXPECT_LT(fit("linux/amd64", "linux/amd64"), fit("linux/amd64/v2", "linux/amd64"));
  EXPECT_LT(fit("linux/amd64/v2", "linux/amd64"), fit("linux/amd64/v3", "linux/amd64"));
  EXPECT_EQ(fit("linux/amd64/v3", "linux/amd64/v3"), 0);
  EXPECT_GT(fit("linux/amd64", "linux/amd64/v3"), 0) << "runs there";
  EXPECT_EQ(fit("linux/amd64/v4", "linux/amd64/v3"), -1);
  EXPECT_LT(fit("linux/arm/v7", "linux/arm"), fit("linux/arm/v6", "linux/arm"));
  EXPECT_LT(fit("linux/arm/v6", "linux/arm"), fit("linux/arm/v8", "linux/arm"));
  EXPECT_EQ(fit("linux/arm/v7", "linux/arm/v6"), -1);
  EXPECT_EQ(fit("linux/arm64", "linux/arm"), -1);
  EXPECT_EQ(fit("windows/amd64", "linux/amd64"), -1);
  EXPECT_GT(fit("linux/mips/softfloat", "linux/mips"), 0);
}

TEST(ImageName, IsCompletedAsDockerDoes) {
  EXPECT_EQ(FullName("alpine"), "docker.io/library/alpine:latest");
  EXPECT_EQ(FullName("alpine:3.9"), FullName("docker.io/library/alpine:3.9"));
  EXPECT_EQ(FullName("index.docker.io/some/one"), FullName("some/one:latest"));
  EXPECT_EQ(FullName("localhost:5000/x"), "localhost:5000/x:latest");
  EXPECT_NE(FullName("quay.io/x"), FullName("x"));
  EXPECT_EQ(FullName("").find("library/"), std::string("docker.io/").size());
  const std::string digest = testing::DigestOf("x").ToString();
  EXPECT_EQ(DigestPart("demo:1@" + digest), digest);
  EXPECT_EQ(DigestPart(digest), digest);
  EXPECT_EQ(DigestPart("demo:1"), "");
}

TEST(LayerBytes, TellTarsFromOtherThings) {
  const auto begins = [](const std::string& bytes) {
    const auto path = FreshFolder("bytes") / "x";
    WriteFile(path, bytes);
    const auto file = NewFileSource(Fd(open(path.c_str(), O_RDONLY)), "x");
    EXPECT_TRUE(file.ok()) << file.status();
    return BeginsAsTar(Ctx(), **file);
  };
  const std::string tar = TarBuilder().File("etc/motd", "hello").Build();
  const std::string json = "{\"_type\":\"statement\"}" + std::string(600, ' ');
  for (Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    EXPECT_TRUE(begins(Compress(tar, c)));
    EXPECT_TRUE(begins(Compress(std::string(1024, '\0'), c))) << "an empty one";
    EXPECT_FALSE(begins(Compress(json, c)));
    EXPECT_FALSE(begins(Compress("{}", c)));
  }
  EXPECT_FALSE(begins(""));
  EXPECT_FALSE(begins(Compress(Compress(tar, Compression::kGzip), Compression::kGzip)))
      << "once, as layers are";
  EXPECT_FALSE(begins(std::string("\x1f\x8b\x08", 3))) << "cut off";
  std::string old = tar;  // of before POSIX: no magic, only the checksum
  for (size_t i = 257; i < 265; ++i) old[i] = '\0';
  EXPECT_FALSE(begins(old)) << "the checksum is of the magic, too";
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
