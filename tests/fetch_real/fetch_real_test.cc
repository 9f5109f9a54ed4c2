#include <array>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/fetch/docker_archive/docker_archive.h"
#include "claircore/fetch/oci_layout/oci_layout.h"
#include "claircore/fetch/rootfs/rootfs.h"
#include "claircore/testing/blobs.h"
#include "gtest/gtest.h"
#include "tests/scanners_real/real_data.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;

Context Ctx() { return Context::Background(); }

// The pack on disk, once for all tests.
const fs::path& Images(const std::string& shared) {
  static const fs::path* const folder = [&] {
    auto* path = new fs::path(::testing::TempDir() + "/small-images");
    fs::remove_all(*path);
    fs::create_directories(*path);
    const scanners_real::Pack pack =
        scanners_real::ReadPack(shared, "packs/fixtures/small-images.tar.zst");
    for (const auto& [name, bytes] : pack.files) {
      scanners_real::WriteFile((*path / name).string(), bytes);
    }
    for (const auto& [name, target] : pack.links) {
      fs::create_directories((*path / name).parent_path());
      fs::create_symlink(target, *path / name);
    }
    return path;
  }();
  return *folder;
}

absl::StatusOr<std::string> ReadAll(LayerFetcher& fetcher, const LayerDescription& layer) {
  auto source = fetcher.Open(Ctx(), layer);
  if (!source.ok()) return source.status();
  std::string all;
  std::array<std::byte, 65536> buffer;
  while (true) {
    const absl::StatusOr<size_t> n = (*source)->Read(buffer);
    if (!n.ok()) return n.status();
    if (*n == 0) return all;
    all.append(reinterpret_cast<const char*>(buffer.data()), *n);
  }
}

// What Python's tarfile and hashlib make of the same archives.
struct DockerRow {
  std::string_view path, tag, image_id;  // the first digits
  size_t layers;
};
constexpr DockerRow kDockerArchives[] = {
    {"aboutcode-org_container-inspector/tests/data/cli/she-image_from_scratch-1.0.tar",
     "she/image_from_scratch:1.0", "6d190579c3d7", 4},
    {"aboutcode-org_container-inspector/tests/data/image/mini-image_from_scratch-2.0.tar",
     "she/image_from_scratch:1.0", "6d190579c3d7", 4},
    {"aboutcode-org_container-inspector/tests/data/image/she-image_from_scratch-1.0.tar",
     "she/image_from_scratch:1.0", "6d190579c3d7", 4},
    {"aboutcode-org_container-inspector/tests/data/image/windows-mini-image.tar.gz", "",
     "67f0a0c2d8ef", 1},
    {"aboutcode-org_container-inspector/tests/data/repos/images.tar.gz",
     "bkimminich/juice-shop-ctf:latest", "2e92ac90bc1e", 6},
    {"aboutcode-org_container-inspector/tests/data/repos/images.tar.gz",
     "microscaling/microscaling:latest", "4ac5c955a6dc", 4},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11.tar", "me/test_image_tar:1.0",
     "4d955704d3bf", 1},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11.tar",
     "she/image_from_scratch:1.0", "c1edec6e1f0a", 1},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11.tar", "you/secondimage:1.2",
     "12372b2d7bc1", 2},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11_with_tar_at_root.tar",
     "me/test_image_tar:1.0", "4d955704d3bf", 1},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11_with_tar_at_root.tar",
     "she/image_from_scratch:1.0", "c1edec6e1f0a", 1},
    {"aboutcode-org_container-inspector/tests/data/repos/imagesv11_with_tar_at_root.tar",
     "you/secondimage:1.2", "12372b2d7bc1", 2},
    {"aboutcode-org_container-inspector/tests/data/rootfs/imagesv11.tar", "me/test_image_tar:1.0",
     "4d955704d3bf", 1},
    {"aboutcode-org_container-inspector/tests/data/rootfs/imagesv11.tar",
     "she/image_from_scratch:1.0", "c1edec6e1f0a", 1},
    {"aboutcode-org_container-inspector/tests/data/rootfs/imagesv11.tar", "you/secondimage:1.2",
     "12372b2d7bc1", 2},
    {"aboutcode-org_container-inspector/tests/data/rootfs/she-image_from_scratch-1.0.tar",
     "she/image_from_scratch:1.0", "6d190579c3d7", 4},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/alpine_3_15_4.tar.gz", "",
     "06c7c49ea0a6", 1},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/centos.tar.gz", "", "c967b75bcb57", 1},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/debian.tar.gz", "", "c19c05f44930", 1},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/docker-images.tar.gz",
     "bkimminich/juice-shop-ctf:latest", "2e92ac90bc1e", 6},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/docker-images.tar.gz",
     "microscaling/microscaling:latest", "4ac5c955a6dc", 4},
    {"aboutcode-org_scancode.io/scanpipe/tests/data/docker/gcr_io_distroless_base.tar.gz", "",
     "f596dc8e127c", 2},
    {"google_go-containerregistry/pkg/v1/mutate/testdata/overwritten_file.tar",
     "bazel/pkg/v1/mutate:overwritten_file", "68f6eb746cdb", 3},
    {"google_go-containerregistry/pkg/v1/mutate/testdata/source_image.tar",
     "bazel/pkg/v1/mutate:source_image", "6e0b05049ed9", 1},
    {"google_go-containerregistry/pkg/v1/mutate/testdata/source_image_with_empty_layer_history.tar",
     "bazel/pkg/v1/mutate:source_image", "05b5ec129058", 1},
    {"google_go-containerregistry/pkg/v1/mutate/testdata/whiteout_dir.tar",
     "localhost:5000/whiteout:latest", "92f1e3d53acd", 4},
    {"google_go-containerregistry/pkg/v1/mutate/testdata/whiteout_image.tar",
     "bazel/pkg/v1/mutate:whiteout_image", "decb630649c3", 3},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_bundle.tar", "test_image_1",
     "6e0b05049ed9", 1},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_bundle.tar", "test_image_2",
     "930705ce23e3", 1},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_image_1.tar",
     "bazel/v1/tarball:test_image_1", "6e0b05049ed9", 1},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_image_2.tar",
     "bazel/v1/tarball:test_image_2", "930705ce23e3", 1},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_link.tar",
     "bazel/v1/tarball:test_image_1", "6e0b05049ed9", 1},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_link.tar",
     "bazel/v1/tarball:test_image_3", "d4c9adacde69", 2},
    {"google_go-containerregistry/pkg/v1/tarball/testdata/test_load_manifest.tar",
     "bazel/v1/tarball:test_image_1", "6e0b05049ed9", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/basic.tar", "basic:latest",
     "cef245375554", 2},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/multiple-files.tar",
     "multiple-files:latest", "07628f196cad", 2},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/overwrite-file.tar",
     "overwrite-file:latest", "86ee30779ba1", 2},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/single-file.tar",
     "single-file:latest", "d81c0ab84dc2", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/symlink-attack.tar",
     "symlink-attack:latest", "486f648acb41", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/symlink-basic.tar",
     "symlink-basic:latest", "2a92a3c5e77b", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/symlink-cycle.tar",
     "symlink-cycle:latest", "373315c77960", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/symlink-dangling.tar",
     "dangling-symlinks:latest", "67d1cadc6211", 2},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/symlink-depth-exceeded.tar",
     "symlink-depth-exceeded:latest", "2ef1f326cc51", 1},
    {"google_osv-scalibr/artifact/image/layerscanning/image/testdata/two-files.tar",
     "two-files:latest", "c4931f7f128b", 2},
    {"google_osv-scalibr/artifact/image/tar/testdata/basic.tar", "basic:latest", "f3a1c7b396f6", 2},
    {"google_osv-scalibr/artifact/image/unpack/testdata/basic.tar", "basic:latest", "f3a1c7b396f6",
     2},
    {"google_osv-scalibr/artifact/image/unpack/testdata/dangling-symlinks.tar",
     "dangling-symlinks:latest", "67d1cadc6211", 2},
    {"google_osv-scalibr/artifact/image/unpack/testdata/permissions.tar", "permissions:latest",
     "7be4ef56c97b", 1},
    {"google_osv-scalibr/artifact/image/unpack/testdata/symlinks.tar", "symlinks:latest",
     "3d88044e75a2", 2},
};

// Archives whose layers were cut down by their authors and are no longer those of the image's
// configuration: what the indexer then finds out.
bool IsAltered(std::string_view path, std::string_view tag) {
  return path.ends_with("/docker-images.tar.gz") ||
         (path.ends_with("/imagesv11_with_tar_at_root.tar") && !tag.starts_with("she/"));
}

TEST(FetchReal, DockerArchives) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const fs::path& images = Images(shared);
  size_t read = 0;
  for (const DockerRow& row : kDockerArchives) {
    SCOPED_TRACE(std::string(row.path) + " " + std::string(row.tag));
    const auto archive = DockerArchive::Open(Ctx(), (images / row.path).string());
    ASSERT_TRUE(archive.ok()) << archive.status();
    const auto manifest = (*archive)->GetManifest(Ctx(), row.tag);
    ASSERT_TRUE(manifest.ok()) << manifest.status();
    EXPECT_TRUE(manifest->digest.hex().starts_with(row.image_id)) << manifest->digest.ToString();
    EXPECT_EQ(manifest->layers.size(), row.layers);
    bool altered = false;
    for (const LayerDescription& layer : manifest->layers) {
      const auto bytes = ReadAll(**archive, layer);
      ASSERT_TRUE(bytes.ok()) << bytes.status();
      altered |= testing::DigestOf(*bytes) != layer.digest;
      ++read;
    }
    EXPECT_EQ(altered, IsAltered(row.path, row.tag));
  }
  std::cout << std::size(kDockerArchives) << " images, " << read << " layers\n";
  EXPECT_EQ(
      DockerArchive::Open(Ctx(), (images / "google_go-containerregistry/pkg/v1/tarball/testdata/"
                                           "null_manifest.tar")
                                     .string())
          .status()
          .code(),
      absl::StatusCode::kInvalidArgument);
}

struct OciRow {
  std::string_view path, name, platform;
  absl::StatusCode code;
  std::string_view digest;  // the first digits
  size_t layers;
};
constexpr absl::StatusCode kOk = absl::StatusCode::kOk;
constexpr absl::StatusCode kInvalid = absl::StatusCode::kInvalidArgument;
constexpr absl::StatusCode kNotFound = absl::StatusCode::kNotFound;
constexpr std::string_view kAnchore = "anchore_stereoscope/pkg/image/oci/testdata/";
constexpr std::string_view kGoogle = "google_go-containerregistry/pkg/v1/layout/testdata/";
constexpr std::string_view kTrivy = "aquasecurity_trivy/pkg/fanal/";
const struct {
  std::string_view folder;
  OciRow row;
} kLayouts[] = {
    {kAnchore, {"valid_oci_dir", "latest", "", kOk, "c1ed04a3da94", 1}},
    {kAnchore, {"valid_oci_dir", "", "", kOk, "c1ed04a3da94", 1}},
    {kAnchore, {"valid-oci.tar", "", "", kOk, "c1ed04a3da94", 1}},
    {kAnchore, {"multiplatform_oci_dir", "", "linux/amd64", kOk, "e7c26a4b4d15", 1}},
    {kAnchore, {"multiplatform_oci_dir", "latest", "linux/arm64", kOk, "5ed07065bcbc", 1}},
    {kAnchore, {"multiplatform_oci_dir", "", "plan9/mips", kNotFound, "", 0}},
    {kAnchore, {"valid_manifest", "", "", absl::StatusCode::kDataLoss, "", 0}},
    {kAnchore, {"no_manifests", "", "", kInvalid, "", 0}},
    {kAnchore, {"invalid_file", "", "", kInvalid, "", 0}},
    {kGoogle, {"test_index", "1", "", kOk, "eebff607b162", 1}},
    {kGoogle, {"test_index", "2", "", kOk, "325899857025", 1}},
    {kGoogle, {"test_index", "3", "", kOk, "eebff607b162", 1}},
    {kGoogle, {"test_index", "4", "", kOk, "eebff607b162", 1}},
    {kGoogle, {"test_index", "", "", kInvalid, "", 0}},
    {kGoogle, {"test_index_one_image", "", "", kOk, "98ceaf93e482", 1}},
    {kGoogle, {"test_gc_image_unknown_mediatype", "", "", kNotFound, "", 0}},
    {kGoogle, {"test_index_media_type", "", "", kInvalid, "", 0}},
    {kTrivy, {"image/testdata/multi", "", "", kNotFound, "", 0}},
    {kTrivy, {"image/testdata/single", "3.14", "", kNotFound, "", 0}},
    {kTrivy, {"test/testdata/test.oci", "", "", kOk, "afb744871f99", 1}},
    {kTrivy, {"test/testdata/test_image_tag.oci", "0.0.1", "", kOk, "afb744871f99", 1}},
    {kTrivy, {"test/testdata/test_image_tag.oci", "0.0.2", "", kNotFound, "", 0}},
    {kTrivy, {"test/testdata/test_bad_index_json.oci", "", "", kInvalid, "", 0}},
    {kTrivy, {"test/testdata/test_no_valid_manifests.oci", "", "", kInvalid, "", 0}},
    {kTrivy, {"test/testdata/test_invalid_oci_image.oci", "", "", kNotFound, "", 0}},
    {kTrivy, {"test/testdata/test_index_json_dir.oci", "", "", kInvalid, "", 0}},
};

TEST(FetchReal, OciLayouts) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const fs::path& images = Images(shared);
  for (const auto& [folder, row] : kLayouts) {
    const fs::path path = images / folder / row.path;
    SCOPED_TRACE(path.string() + " " + std::string(row.name));
    const auto layout =
        OciLayout::Open(Ctx(), path.string(), {.platform = std::string(row.platform)});
    const absl::StatusOr<Manifest> manifest =
        layout.ok() ? (*layout)->GetManifest(Ctx(), row.name) : layout.status();
    EXPECT_EQ(manifest.status().code(), row.code) << manifest.status();
    if (!manifest.ok() || row.code != kOk) continue;
    EXPECT_TRUE(manifest->digest.hex().starts_with(row.digest)) << manifest->digest.ToString();
    EXPECT_EQ(manifest->layers.size(), row.layers);
    for (const LayerDescription& layer : manifest->layers) {
      const auto bytes = ReadAll(**layout, layer);
      // Some samples come without their blobs.
      if (absl::IsNotFound(bytes.status())) continue;
      ASSERT_TRUE(bytes.ok()) << bytes.status();
      EXPECT_EQ(testing::DigestOf(*bytes), layer.digest);
    }
  }
}

TEST(FetchReal, TheUnpackedPackIsARootfs) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const auto rootfs = Rootfs::Open(Ctx(), Images(shared).string());
  ASSERT_TRUE(rootfs.ok()) << rootfs.status();
  EXPECT_TRUE((*rootfs)->problems().empty());
  const auto tree = (*rootfs)->OpenTree(Ctx(), (*rootfs)->GetManifest().layers[0]);
  ASSERT_TRUE(tree.ok()) << tree.status();
  size_t files = 0;
  ASSERT_TRUE((*tree)
                  ->ForEach(Ctx(),
                            [&](const FileEntry& entry) {
                              if (entry.type != FileType::kRegular) return true;
                              ++files;
                              EXPECT_TRUE((*tree)->Open(Ctx(), entry).ok()) << entry.path;
                              return true;
                            })
                  .ok());
  EXPECT_GT(files, 150u);
}

}  // namespace
}  // namespace claircore
