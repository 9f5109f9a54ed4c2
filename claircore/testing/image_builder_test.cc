#include "claircore/testing/image_builder.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "claircore/context.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::BuildImage;
using claircore::testing::BuiltImage;
using claircore::testing::Compress;
using claircore::testing::Compression;
using claircore::testing::ImageRecipe;
using claircore::testing::ParseRecipe;
using claircore::testing::TarBuilder;

struct Read {
  std::string path, link, contents;
  unsigned type = 0, mode = 0;
};

// What libarchive, which shares no code with the builder, reads.
std::vector<Read> ReadTar(const std::string& bytes) {
  std::vector<Read> out;
  archive* a = archive_read_new();
  archive_read_support_filter_all(a);
  archive_read_support_format_tar(a);
  EXPECT_EQ(archive_read_open_memory(a, bytes.data(), bytes.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(a, &entry) == ARCHIVE_OK) {
    Read read;
    read.path = archive_entry_pathname(entry);
    if (const char* link = archive_entry_symlink(entry)) read.link = link;
    if (const char* link = archive_entry_hardlink(entry)) read.link = link;
    read.type = archive_entry_filetype(entry);
    read.mode = archive_entry_perm(entry);
    EXPECT_EQ(archive_entry_mtime(entry), 0);
    read.contents.resize(archive_entry_size(entry));
    EXPECT_EQ(archive_read_data(a, read.contents.data(), read.contents.size()),
              static_cast<la_ssize_t>(read.contents.size()));
    out.push_back(std::move(read));
  }
  EXPECT_EQ(archive_errno(a), 0) << archive_error_string(a);
  archive_read_free(a);
  return out;
}

TEST(TarBuilderTest, LibarchiveReadsWhatWeWrite) {
  const std::string deep = std::string(150, 'd') + '/' + std::string(200, 'f');
  const auto read = ReadTar(TarBuilder()
                                .Dir("etc")
                                .File("etc/x", "hello", 0600)
                                .File("etc/x", std::string(1000, 'y'))
                                .Symlink("a", "etc/x")
                                .HardLink("b", "etc/x")
                                .Whiteout("etc/gone")
                                .Whiteout("top")
                                .Opaque("var")
                                .File(deep, "deep")
                                .Symlink("long", deep)
                                .Build());
  ASSERT_EQ(read.size(), 10u);
  EXPECT_EQ(read[0].path, "etc/");
  EXPECT_EQ(read[0].type, static_cast<unsigned>(S_IFDIR));
  EXPECT_EQ(read[1].contents, "hello");
  EXPECT_EQ(read[1].mode, 0600u);
  EXPECT_EQ(read[2].contents, std::string(1000, 'y'));
  EXPECT_EQ(read[3].link, "etc/x");
  EXPECT_EQ(read[3].type, static_cast<unsigned>(S_IFLNK));
  EXPECT_EQ(read[4].link, "etc/x");
  EXPECT_EQ(read[5].path, "etc/.wh.gone");
  EXPECT_EQ(read[6].path, ".wh.top");
  EXPECT_EQ(read[7].path, "var/.wh..wh..opq");
  EXPECT_EQ(read[8].path, deep);
  EXPECT_EQ(read[8].contents, "deep");
  EXPECT_EQ(read[9].link, deep);
}

TEST(CompressTest, IsReadBack) {
  const std::string tar = TarBuilder().File("x", std::string(100'000, 'x')).Build();
  for (Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    const std::string blob = Compress(tar, c);
    EXPECT_EQ(blob.size() < 10'000, c != Compression::kNone);
    const auto read = ReadTar(blob);
    ASSERT_EQ(read.size(), 1u);
    EXPECT_EQ(read[0].contents.size(), 100'000u);
  }
  EXPECT_EQ(testing::DigestOf("abc").ToString(),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

constexpr char kRecipe[] = R"(# A comment.
tag demo:1

layer zstd
dir etc
file etc/os-release 0600 <<END
ID=demo
 # not a comment
END
file "with blank\x21"
symlink lib -> usr/lib
bytes bin/elf 0755 7f454c46
fill big 10000
layer none sha512
whiteout etc/os-release
opaque usr
repeat 0
)";

TEST(RecipeTest, SaysWhatTheImageHolds) {
  const auto recipe = ParseRecipe(kRecipe);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->tag, "demo:1");
  ASSERT_EQ(recipe->layers.size(), 3u);
  const auto& entries = recipe->layers[0].tar.entries();
  ASSERT_EQ(entries.size(), 6u);
  EXPECT_EQ(entries[1].contents, "ID=demo\n # not a comment\n");
  EXPECT_EQ(entries[1].mode, 0600u);
  EXPECT_EQ(entries[2].path, "with blank!");
  EXPECT_EQ(entries[3].link_target, "usr/lib");
  EXPECT_EQ(entries[4].contents, "\177ELF");
  EXPECT_EQ(entries[5].contents.size(), 10000u);
  EXPECT_EQ(recipe->layers[1].tar.entries()[0].path, "etc/.wh.os-release");
  EXPECT_EQ(recipe->layers[1].algorithm, Digest::Algorithm::kSha512);
}

TEST(RecipeTest, ReadsOtherFiles) {
  const auto read = [](std::string_view file) -> absl::StatusOr<std::string> {
    if (file == "more") return std::string("file x < data\n");
    if (file == "loop") return std::string("include loop\n");
    if (file == "data") return std::string("bytes");
    return absl::NotFoundError(std::string(file));
  };
  const auto recipe = ParseRecipe("layer\ninclude more\n", read);
  ASSERT_TRUE(recipe.ok()) << recipe.status();
  EXPECT_EQ(recipe->layers[0].tar.entries()[0].contents, "bytes");
  EXPECT_EQ(ParseRecipe("include loop\n", read).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseRecipe("include no\n", read).status().code(), absl::StatusCode::kNotFound);
}

TEST(RecipeTest, MistakesNameTheirLine) {
  for (const char* text :
       {"file x\n", "layer brotli\n", "layer\n\nnothing x\n", "layer\nfile x <<END\nno end\n",
        "layer\nsymlink a b\n", "layer\nfile x 999\n", "layer\nbytes x 123\n", "layer\nfile \"x\n",
        "layer\nfile \"\\q\"\n", "tag a b\n", "tag \"a\\\"b\"\n", "repeat 0\n",
        "layer\nfill x 1e9\n", "layer\nfile x < y\n", "layer\ndir x 755 y\n", "layer\nfile\n",
        "layer\nwhiteout a b\n"}) {
    const auto recipe = ParseRecipe(text);
    EXPECT_EQ(recipe.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(recipe.status().message().substr(0, 5), "line ") << recipe.status();
  }
}

TEST(ImageBuilderTest, EveryFormHoldsTheSameLayers) {
  const auto image = BuildImage(kRecipe);
  ASSERT_TRUE(image.ok()) << image.status();
  ASSERT_EQ(image->manifest.layers.size(), 3u);
  EXPECT_EQ(image->manifest.layers[0], image->manifest.layers[2]);
  auto source = image->fetcher->Open(Context::Background(), image->manifest.layers[1]);
  ASSERT_TRUE(source.ok());
  std::vector<std::byte> buffer(1 << 20);
  EXPECT_EQ(*(*source)->Read(buffer), image->layers[1].blob.size());

  const auto oci = ReadTar(testing::OciLayoutTar(*image));
  EXPECT_EQ(oci.size(), 6u);  // two layers, config, manifest, index.json, oci-layout
  const auto docker = ReadTar(testing::DockerArchiveTar(*image));
  EXPECT_EQ(docker.size(), 4u);
  EXPECT_EQ(docker.back().path, "manifest.json");

  const std::string dir = std::string(::testing::TempDir()) + "/layout";
  ASSERT_TRUE(testing::WriteOciLayout(*image, dir).ok());
  EXPECT_TRUE(std::filesystem::exists(dir + "/blobs/sha512/" +
                                      std::string(image->manifest.layers[1].digest.hex())));
  EXPECT_FALSE(testing::WriteOciLayout(*image, dir + "/index.json").ok());
  EXPECT_EQ(testing::OciLayoutTar(*image), testing::OciLayoutTar(*BuildImage(kRecipe)));
}

}  // namespace
}  // namespace claircore
