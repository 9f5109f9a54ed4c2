#include "claircore/fetch/image/open_image.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/status/status.h"
#include "claircore/fetch/internal/test_files.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using fetch::FreshFolder;
using fetch::ReadAll;
using fetch::TarOf;
using fetch::WriteFile;
using fetch::WriteFiles;
using testing::Compress;
using testing::Compression;

Context Ctx() { return Context::Background(); }

const testing::BuiltImage& Image() {
  static const auto* const image = new testing::BuiltImage(*testing::BuildImage(R"(
tag shop:1
layer
file etc/motd
layer
file a
)"));
  return *image;
}

// A root as `docker export` writes it.
std::string RootTar() {
  return testing::TarBuilder()
      .File(".dockerenv", "")
      .Dir("etc")
      .File("etc/os-release", "ID=demo\n")
      .File("manifest.json", "{\"name\":\"a web application\"}")
      .Build();
}

class Stdin {
 public:
  explicit Stdin(const std::filesystem::path& path) : saved_(dup(STDIN_FILENO)) {
    const int file = open(path.c_str(), O_RDONLY);
    dup2(file, STDIN_FILENO);
    close(file);
  }
  ~Stdin() {
    if (saved_ < 0) return;
    dup2(saved_, STDIN_FILENO);
    close(saved_);
  }

 private:
  const int saved_;
};

TEST(OpenImage, RecognisesTarsByWhatTheyHold) {
  const struct {
    std::string tar;
    ImageForm form;
    size_t layers;
  } rows[] = {
      {testing::OciLayoutTar(Image()), ImageForm::kOciLayout, 2},
      {testing::DockerArchiveTar(Image()), ImageForm::kDockerArchive, 2},
      {RootTar(), ImageForm::kRootFileSystem, 1},
      {testing::TarBuilder().File("./usr/bin/x", "").Build(), ImageForm::kRootFileSystem, 1},
      {TarOf({{"index.json", "{}"}, {"opt/app/x", ""}}), ImageForm::kRootFileSystem, 1},
  };
  const auto path = FreshFolder("tar") / "x";
  for (const auto& row : rows) {
    for (Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      WriteFile(path, Compress(row.tar, c));
      for (const bool piped : {false, true}) {
        const Stdin standard_input(path);
        const auto opened = OpenImage(Ctx(), piped ? "-" : path.string());
        ASSERT_TRUE(opened.ok()) << opened.status();
        EXPECT_EQ(opened->form, row.form);
        ASSERT_EQ(opened->image.manifest.layers.size(), row.layers);
        const auto bytes =
            ReadAll(opened->fetcher->Open(Ctx(), opened->image.manifest.layers.back()));
        ASSERT_TRUE(bytes.ok()) << bytes.status();
        EXPECT_EQ(testing::DigestOf(*bytes), opened->image.manifest.layers.back().digest);
        EXPECT_TRUE(opened->notes.empty());
      }
    }
  }
}

TEST(OpenImage, RefusesFilesThatAreNoImage) {
  const auto folder = FreshFolder("files");
  const auto code = [&](const std::string& bytes) {
    WriteFile(folder / "x", bytes);
    return OpenImage(Ctx(), (folder / "x").string()).status().code();
  };
  EXPECT_EQ(code(TarOf({{"src/main.c", "int main() {}"}})), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(code("a letter, and no tar"), absl::StatusCode::kDataLoss);
  const std::string whole = testing::OciLayoutTar(Image());
  EXPECT_EQ(code(whole.substr(0, whole.size() / 2)), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(TarOf({{"manifest.json", "{}"}})), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenImage(Ctx(), (folder / "none").string()).status().code(),
            absl::StatusCode::kNotFound);
  WriteFile(folder / "x", TarOf({{"src/main.c", "int main() {}"}}));
  const auto as_root =
      OpenImage(Ctx(), (folder / "x").string(), {.form = ImageForm::kRootFileSystem});
  ASSERT_TRUE(as_root.ok()) << "by the caller's word: " << as_root.status();
  WriteFile(folder / "x", "no tar");
  EXPECT_FALSE(
      OpenImage(Ctx(), (folder / "x").string(), {.form = ImageForm::kRootFileSystem}).ok());
}

TEST(OpenImage, RecognisesDirectories) {
  const auto form = [](const fetch::Files& files) {
    const auto folder = FreshFolder("directory");
    WriteFiles(folder, files);
    const auto opened = OpenImage(Ctx(), folder.string());
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? opened->form : ImageForm::kAny;
  };
  fetch::Files layout;
  for (const auto& [name, bytes] : testing::OciLayoutFiles(Image())) layout[name] = bytes;
  EXPECT_EQ(form(layout), ImageForm::kOciLayout);
  layout.erase("oci-layout");
  EXPECT_EQ(form(layout), ImageForm::kOciLayout) << "whoever forgot that file";
  fetch::Files skopeo = {{"version", "Directory Transport Version: 1.1\n"},
                         {"manifest.json", Image().manifest_json}};
  for (const auto& layer : Image().layers) {
    skopeo[std::string(layer.description.digest.hex())] = layer.blob;
  }
  EXPECT_EQ(form(skopeo), ImageForm::kSkopeoDirectory);
  const std::string config(testing::DigestOf(Image().config_json).hex());
  EXPECT_EQ(form({{config, Image().config_json},
                  {"a/layer.tar", Image().layers[0].tar},
                  {"b/layer.tar", Image().layers[1].tar},
                  {"manifest.json", "[{\"Config\":\"" + config +
                                        "\",\"Layers\":[\"a/layer.tar\",\"b/layer.tar\"]}]"}}),
            ImageForm::kDockerArchive)
      << "unpacked";
  // Roots in which files of these names lie.
  EXPECT_EQ(form({{"etc/os-release", "ID=x\n"}, {"index.json", "{}"}, {"manifest.json", "[1]"}}),
            ImageForm::kRootFileSystem);
  EXPECT_EQ(form({{"usr/x", ""}, {"manifest.json", "{\"layers\":[]}"}}),
            ImageForm::kRootFileSystem);
}

TEST(OpenImage, SaysWhatLooksLikeNoRoot) {
  const auto folder = FreshFolder("empty");
  const auto empty = OpenImage(Ctx(), folder.string());
  ASSERT_TRUE(empty.ok()) << empty.status();
  ASSERT_EQ(empty->notes.size(), 1u);
  EXPECT_TRUE(empty->notes[0].ends_with(" is empty"));
  WriteFile(folder / "notes.txt", "x");
  EXPECT_EQ(OpenImage(Ctx(), folder.string())->notes.size(), 1u);
  WriteFile(folder / "etc" / "os-release", "x");
  EXPECT_TRUE(OpenImage(Ctx(), folder.string())->notes.empty());
  EXPECT_EQ(OpenImage(Ctx(), folder.string(), {.name = "x"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(OpenImage, TakesTheNamedOneOfSeveral) {
  const std::string tar = TarOf({{"layer.tar", Image().layers[0].tar}});
  const auto path = FreshFolder("tar") / "x";
  const std::string config = R"({"os":"linux","architecture":"s390x"})";
  WriteFile(path,
            TarOf({{"c", config},
                   {"d", config + " "},
                   {"l", Image().layers[0].tar},
                   {"manifest.json", R"([{"Config":"c","RepoTags":["shop/cart:1"],"Layers":["l"]},)"
                                     R"({"Config":"d","RepoTags":null,"Layers":["l","l"]}])"}}));
  const auto unclear = OpenImage(Ctx(), path.string());
  EXPECT_EQ(unclear.status().message(), "several images; name one of: " + std::string("sha256:") +
                                            std::string(testing::DigestOf(config + " ").hex()) +
                                            ", shop/cart:1");
  const auto named = OpenImage(Ctx(), path.string(), {.name = "docker.io/shop/cart:1"});
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_EQ(named->image.manifest.layers.size(), 1u);
  EXPECT_EQ(named->notes, std::vector<std::string>{"the only image is for linux/s390x"});
  const auto by_id =
      OpenImage(Ctx(), path.string(), {.name = testing::DigestOf(config + " ").ToString()});
  ASSERT_TRUE(by_id.ok()) << by_id.status();
  EXPECT_EQ(by_id->image.manifest.layers.size(), 2u);
  EXPECT_EQ(OpenImage(Ctx(), path.string(), {.name = "shop/cart:1", .platform = "linux/arm64"})
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace claircore
