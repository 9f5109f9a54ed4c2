// What hostile layouts, archives and directories cost, counted: ten times the input takes ten times
// the work at most, and no more memory. CLAIRCORE_SOAK=1 takes larger ones.
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/fetch/image/open_image.h"
#include "claircore/testing/allocations.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile/layers.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"
#include "tests/hostile/counting.h"

namespace claircore::hostile {
namespace {

namespace kit = testing::hostile;
using testing::TarBuilder;
using Path = std::filesystem::path;

void Write(const Path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string Descriptor(const std::string& blob, const std::string& type) {
  return R"({"mediaType":"application/vnd.oci.image.)" + type + R"(+json","digest":")" +
         testing::DigestOf(blob).ToString() + R"(","size":)" + std::to_string(blob.size()) + "}";
}

Path BlobOf(const Path& layout, const std::string& blob) {
  return layout / "blobs" / "sha256" / testing::DigestOf(blob).ToString().substr(7);
}

std::string Index(const std::string& manifests) {
  return R"({"schemaVersion":2,"manifests":[)" + manifests + "]}";
}

std::string ListOf(size_t n, const std::function<std::string(size_t)>& make) {
  std::string list;
  for (size_t i = 0; i < n; ++i) list += (i == 0 ? "" : ",") + make(i);
  return list;
}

// A manifest of the same layer `layers` times, written into `layout`.
std::string OneLayer(const Path& layout, size_t layers) {
  const std::string tar = TarBuilder().File("a", std::string(100'000, 'a')).Build();
  const std::string config = "{}";
  Write(BlobOf(layout, tar), tar);
  Write(BlobOf(layout, config), config);
  const std::string manifest =
      R"({"schemaVersion":2,"config":)" + Descriptor(config, "config.v1") + R"(,"layers":[)" +
      ListOf(layers, [&](size_t) { return Descriptor(tar, "layer.v1.tar"); }) + "]}";
  Write(BlobOf(layout, manifest), manifest);
  return manifest;
}

// Where archives end.
std::string Open(const TarBuilder& tar) {
  std::string bytes = tar.Build();
  bytes.resize(bytes.size() - 1024);
  return bytes;
}

struct Kind {
  std::string name;
  size_t full = 0, small = 0;
  // Writes it, and returns what to open.
  std::function<Path(size_t size, const Path& folder)> make;
};

Path Archive(const Path& folder, const std::string& bytes) {
  Write(folder / "image.tar", bytes);
  return folder / "image.tar";
}

std::vector<Kind> Kinds() {
  return {
      {"manifests of one index that are one", 1000, 100,
       [](size_t n, const Path& folder) {
         const std::string one = Descriptor(OneLayer(folder, 1), "manifest.v1");
         Write(folder / "index.json", Index(ListOf(n, [&](size_t) { return one; })));
         return folder;
       }},
      {"manifests within each other", 50, 5,
       [](size_t n, const Path& folder) {
         std::string one = Descriptor(OneLayer(folder, 1), "manifest.v1");
         for (size_t i = 0; i < n; ++i) {
           const std::string index = Index(one + "," + one);
           Write(BlobOf(folder, index), index);
           one = Descriptor(index, "index.v1");
         }
         Write(folder / "index.json", Index(one));
         return folder;
       }},
      {"layers that are one", 90, 9,
       [](size_t n, const Path& folder) {
         Write(folder / "index.json", Index(Descriptor(OneLayer(folder, n), "manifest.v1")));
         return folder;
       }},
      {"KiB of arrays within an index", 300, 30,
       [](size_t n, const Path& folder) {
         Write(folder / "index.json", Index(std::string(n << 10, '[')));
         return folder;
       }},
      {"members of an archive", 20'000, 1000,
       [](size_t n, const Path& folder) {
         return Archive(folder,
                        kit::ManyPaths(n, 100) + TarBuilder().File("manifest.json", "[]").Build());
       }},
      {"links of an archive to each other", 20'000, 1000,
       [](size_t n, const Path& folder) {
         TarBuilder tar;
         for (size_t i = 0; i < n; ++i) {
           tar.Symlink("l" + std::to_string(i), "l" + std::to_string(i + 1));
         }
         tar.File("manifest.json", R"([{"Config":"l0","Layers":["l0","l1"]}])");
         return Archive(folder, tar.Build());
       }},
      {"copies of an archive's manifest", 2000, 100,
       [](size_t n, const Path& folder) {
         std::string all;
         for (size_t i = 0; i < n; ++i) {
           all += Open(TarBuilder().File("manifest.json", R"([{"Config":"c","Layers":[]}])"));
         }
         return Archive(folder, all + std::string(1024, '\0'));
       }},
      {"layers of an archive that are one", 90, 9,
       [](size_t n, const Path& folder) {
         TarBuilder tar;
         tar.File("l.tar", TarBuilder().File("a", std::string(100'000, 'a')).Build());
         tar.File("c.json", "{}");
         tar.File("manifest.json", R"([{"Config":"c.json","Layers":[)" + ListOf(n, [](size_t) {
                                     return std::string(R"("l.tar")");
                                   }) + "]}]");
         return Archive(folder, tar.Build());
       }},
      {"KiB of an archive's pax headers", 300, 30,
       [](size_t n, const Path& folder) {
         const std::string name = std::string(n << 10, 'n') + "/manifest.json";
         return Archive(folder, TarBuilder().File(name, "[]").Build());
       }},
      {"runs of a sparse map in an archive", 100'000, 10'000,
       [](size_t n, const Path& folder) { return Archive(folder, kit::SparseMap(n)); }},
      {"gzip streams within each other", 10, 1,
       [](size_t n, const Path& folder) {
         return Archive(
             folder, kit::NestedGzip(static_cast<int>(n), TarBuilder().File("etc/x", "x").Build()));
       }},
      {"KiB of a gzip header", 1000, 10,
       [](size_t n, const Path& folder) { return Archive(folder, kit::EndlessGzipName(n << 10)); }},
      {"files of a directory", 1000, 50,
       [](size_t n, const Path& folder) {
         for (size_t i = 0; i < n; ++i) Write(folder / "etc" / std::to_string(i), "");
         return folder;
       }},
      {"directories within each other", 200, 20,
       [](size_t n, const Path& folder) {
         Write(folder / "etc" / "x", "x");
         Path deep = folder / "etc";
         for (size_t i = 0; i < n && deep.native().size() < 3500; ++i) {
           deep /= "d";
           mkdir(deep.c_str(), 0755);
         }
         return folder;
       }},
      {"names of one file of a directory", 1000, 50,
       [](size_t n, const Path& folder) {
         Write(folder / "etc" / "x", std::string(100'000, 'x'));
         for (size_t i = 0; i < n; ++i) {
           const Path name = folder / "etc" / std::to_string(i);
           if (i % 2 == 0) {
             std::filesystem::create_hard_link(folder / "etc" / "x", name);
           } else {
             std::filesystem::create_symlink(".", name);
           }
         }
         return folder;
       }},
  };
}

struct Cost {
  absl::Status status;
  size_t ticks = 0;
  size_t allocations = 0;
  size_t memory = 0;
};

// Opens it and reads every layer that has stored bytes.
absl::Status ReadAll(const Context& context, const Path& path) {
  const absl::StatusOr<OpenedImage> image = OpenImage(context, path.native());
  if (!image.ok()) return image.status();
  std::array<std::byte, 1 << 16> buffer;
  for (const LayerDescription& layer : image->image.manifest.layers) {
    const auto source = image->fetcher->Open(context, layer);
    if (!source.ok()) {
      if (absl::IsFailedPrecondition(source.status())) continue;  // a tree
      return source.status();
    }
    for (size_t n = 1; n > 0;) {
      const absl::StatusOr<size_t> read = (*source)->Read(buffer);
      if (!read.ok()) return read.status();
      n = *read;
    }
  }
  return absl::OkStatus();
}

Cost Measure(const Path& path, size_t ends_at = ~size_t{0}) {
  CountingClock clock;
  clock.ends_at = ends_at;
  const Context context = CountedBy(clock);
  Cost cost;
  ForgetPeak();
  const size_t before = MemoryOf("VmRSS:");
  const size_t allocated = testing::AllocationsOfThisThread().value_or(0);
  cost.status = ReadAll(context, path);
  cost.allocations = testing::AllocationsOfThisThread().value_or(0) - allocated;
  const size_t peak = MemoryOf("VmHWM:");
  cost.memory = peak > before ? peak - before : 0;
  cost.ticks = clock.looks;
  return cost;
}

class FetchersTest : public ::testing::TestWithParam<Kind> {
 protected:
  void SetUp() override {
    folder_ = Path(::testing::TempDir()) / "hostile" / std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  Path Make(size_t size) {
    const Path folder = folder_ / std::to_string(size);
    std::filesystem::create_directories(folder);
    return GetParam().make(size, folder);
  }
  Path folder_;
};

TEST_P(FetchersTest, TenTimesAsMuchIsTenTimesTheWork) {
  const size_t size = Soak() ? GetParam().full : GetParam().small;
  Cost cost[2];
  for (const int i : {0, 1}) {
    cost[i] = Measure(Make(i == 0 ? size : 10 * size));
    const Cost& k = cost[i];
    std::cout << "[ COST     ] x" << (i == 0 ? 1 : 10) << ": " << k.ticks << " ticks, "
              << k.allocations << " allocations, " << (k.memory >> 20) << " MiB, "
              << (k.status.ok() ? "OK" : k.status.ToString().substr(0, 200)) << "\n";
    // A sanitizer counts no allocations, and keeps what was freed.
    if (testing::AllocationsOfThisThread().has_value()) {
      EXPECT_LE(k.memory, size_t{100} << 20);
    }
  }
  EXPECT_LE(cost[1].ticks, 11 * cost[0].ticks + 100);
  EXPECT_LE(cost[1].allocations, 11 * cost[0].allocations + 10'000);
}

// Whatever was read by then: no place reads on once the context has ended.
TEST_P(FetchersTest, EndsWhenTheContextDoes) {
  const Path path = Make(GetParam().small);
  const Cost whole = Measure(path);
  const size_t ends_at = std::max<size_t>(whole.ticks / 2, 1);
  const Cost cut = Measure(path, ends_at);
  EXPECT_EQ(cut.status.code(), absl::StatusCode::kDeadlineExceeded) << cut.status;
  EXPECT_LE(cut.ticks - ends_at, 10u);
}

std::string NameOf(const ::testing::TestParamInfo<Kind>& info) {
  std::string name;
  for (const char c : info.param.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
    if (c == ' ' && !name.ends_with('_')) name += '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, FetchersTest, ::testing::ValuesIn(Kinds()), NameOf);

}  // namespace
}  // namespace claircore::hostile
