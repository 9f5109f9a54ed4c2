// One walk over a layer beside the plain decompression of the same bytes, which nothing can beat,
// and beside what others do: decompress into a file first, then walk that.
//
// The layer is generated: some 128 MiB of text, machine code and pictures in 6,000 files (an eighth
// of that as a test). CLAIRCORE_BENCH_LAYER names a file, compressed or not, to use instead.

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "benchmarks/measure.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "claircore/layer_scanner.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"
#include "indexer/walk/blob_pipeline.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/walk/tar_reader.h"

namespace claircore {
namespace {

using testing::Compression;

constexpr size_t kBuffer = size_t{1} << 20;

// --- The layer ---

std::string Text(std::mt19937_64& random, size_t size) {
  static constexpr const char* kWords[] = {"the",    "version", "Package:", "static", "return",
                                           "import", "license", "= ",       "{\n",    "}\n",
                                           "0.1",    "library", "file",     "/usr/",  "\n"};
  std::string text;
  while (text.size() < size) {
    text += kWords[random() % std::size(kWords)];
    text += random() % 8 == 0 ? std::to_string(random() % 100000) : " ";
  }
  text.resize(size);
  return text;
}

// Like machine code: few opcodes, small operands, tables of rising addresses.
std::string Code(std::mt19937_64& random, size_t size) {
  std::string code("\177ELF\2\1\1\0\0\0\0\0", 12);
  uint32_t address = 0;
  while (code.size() < size) {
    const uint64_t r = random();
    if (r % 4 == 0) {
      address += r >> 56;
      code.append(reinterpret_cast<const char*>(&address), sizeof(address));
    } else {
      code += static_cast<char>(0x48 + (r >> 8) % 8);
      code += static_cast<char>(0x80 + (r >> 16) % 12);
      code += static_cast<char>((r >> 24) % 64);
      if (r % 3 == 0) code.append(reinterpret_cast<const char*>(&r), 2);
    }
  }
  code.resize(size);
  return code;
}

std::string Picture(std::mt19937_64& random, size_t size) {
  std::string bytes(size, '\0');
  for (size_t i = 0; i + 8 <= size; i += 8) {
    const uint64_t word = random();
    std::memcpy(bytes.data() + i, &word, 8);
  }
  return bytes;
}

std::string GenerateTar() {
  const size_t files = std::getenv("TEST_TMPDIR") != nullptr ? 700 : 6000;
  std::mt19937_64 random(1);
  testing::TarBuilder tar;
  tar.File("usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
  tar.Symlink("etc/os-release", "../usr/lib/os-release");
  tar.File("var/lib/dpkg/status", Text(random, 100'000));
  for (size_t i = 0; i < files; ++i) {
    const std::string number = std::to_string(i);
    const std::string directory = "usr/share/d" + std::to_string(i / 40) + "/";
    switch (i % 10) {
      case 0:
        tar.File("usr/lib/x86_64-linux-gnu/lib" + number + ".so", Code(random, 120'000), 0755);
        break;
      case 1:
        tar.File(directory + "node_modules/p" + number + "/package.json", Text(random, 1'500));
        break;
      case 2:
        tar.File(directory + "p" + number + ".dist-info/METADATA", Text(random, 3'000));
        break;
      case 3:
        tar.File(directory + number + ".png", Picture(random, 30'000));
        break;
      case 4:
        tar.File("var/lib/dpkg/info/p" + number + ".list", Text(random, 2'000));
        break;
      default:
        tar.File(directory + "doc" + number + ".txt", Text(random, 12'000));
    }
  }
  return tar.Build();
}

std::string Inflate(const std::string& blob) {
  const LayerDescription layer{testing::DigestOf(blob), {}, {}, {}};
  auto pipeline = walk::BlobPipeline::Start(Context::Background(), testing::NewStringSource(blob),
                                            layer.digest, IndexLimits(), nullptr);
  std::string bytes;
  while (pipeline.ok()) {
    const auto chunk = (*pipeline)->Next();
    if (!chunk.ok() || chunk->empty()) break;
    bytes.append(*chunk);
  }
  return bytes;
}

// The layer in one compression, made when first asked for.
struct Layer {
  testing::MemoryFetcher fetcher;
  std::string blob;
  LayerDescription description;
  uint64_t decompressed = 0;
};

const std::string& Tar() {
  static const std::string* const tar = [] {
    const char* file = std::getenv("CLAIRCORE_BENCH_LAYER");
    if (file == nullptr) return new std::string(GenerateTar());
    std::ifstream in(file, std::ios::binary);
    std::string blob((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return new std::string(SniffCompression(blob) == Compression::kNone ? std::move(blob)
                                                                        : Inflate(blob));
  }();
  return *tar;
}

Layer& LayerOf(Compression compression) {
  static Layer* layers[3] = {};
  Layer*& layer = layers[static_cast<size_t>(compression)];
  if (layer == nullptr) {
    layer = new Layer;
    layer->blob = testing::Compress(Tar(), compression);
    layer->description = layer->fetcher.Add(layer->blob);
    layer->decompressed = Decompress(layer->blob, compression);
  }
  return *layer;
}

// --- What is measured ---

// Wants like those of the usual scanners.
class BenchScanner final : public LayerScanner {
 public:
  ScannerId id() const override { return {"bench", "1"}; }
  void Want(FileWants& w) const override {
    for (const char* path : {"var/lib/dpkg/status", "lib/apk/db/installed", "etc/os-release",
                             "usr/lib/os-release", "usr/lib/apk/db/installed"}) {
      w.Path(path, Keep::kContents);
    }
    w.Glob("var/lib/dpkg/status.d/*", Keep::kContents);
    w.Glob("var/lib/dpkg/info/*.list", Keep::kContents);
    w.Glob("var/lib/rpm/*", Keep::kRandomAccess);
    w.Glob("**/node_modules/**/package.json", Keep::kContents);
    w.Glob("**/*.dist-info/METADATA", Keep::kContents);
    w.Glob("**/*.egg-info/PKG-INFO", Keep::kContents);
    w.Suffix(".jar", Keep::kRandomAccess);
    w.Suffix(".gemspec", Keep::kContents);
    w.Sniff(4, Keep::kEntry,
            [](const FileEntry&, std::string_view head) { return head == "\177ELF"; });
  }
};

void Walk(benchmark::State& state, Compression compression) {
  Layer& layer = LayerOf(compression);
  const auto pool = NewThreadPool(Threads());
  const auto temporary = NewTemporaryDirectory();
  const auto walker = walk::LayerWalker::Create({std::make_shared<BenchScanner>()}, IndexLimits(),
                                                temporary.get(), pool.get());
  walk::WalkStats stats;
  Compare(
      state, layer.decompressed,
      [&] {
        const auto walked =
            (*walker)->Walk(Context::Background(), layer.fetcher, layer.description, {true});
        if (walked.ok()) stats = (*walked)->stats();
        return walked.status();
      },
      [&] { benchmark::DoNotOptimize(Decompress(layer.blob, compression)); });
  state.counters["entries"] = static_cast<double>(stats.entries);
  state.counters["passes"] = stats.passes;
  state.counters["spooled"] = static_cast<double>(stats.spooled_bytes);
}

// A temporary file, piece by piece.
class FileChunks final : public walk::ChunkSource {
 public:
  explicit FileChunks(const TemporaryFile& file) : file_(file), buffer_(kBuffer) {}
  absl::StatusOr<std::string_view> Next() override {
    const auto got = file_.ReadAt(position_, buffer_);
    if (!got.ok()) return got.status();
    position_ += *got;
    return std::string_view(reinterpret_cast<const char*>(buffer_.data()), *got);
  }

 private:
  const TemporaryFile& file_;
  uint64_t position_ = 0;
  std::vector<std::byte> buffer_;
};

absl::Status SpoolThenWalk(const Layer& layer, TemporaryStorage& temporary) {
  const Context context = Context::Background();
  auto file = temporary.Create(context);
  if (!file.ok()) return file.status();
  auto pipeline = walk::BlobPipeline::Start(context, testing::NewStringSource(layer.blob),
                                            layer.description.digest, IndexLimits(), nullptr);
  if (!pipeline.ok()) return pipeline.status();
  while (true) {
    const auto chunk = (*pipeline)->Next();
    if (!chunk.ok()) return chunk.status();
    if (chunk->empty()) break;
    const absl::Status status = (*file)->Append(std::as_bytes(std::span(*chunk)));
    if (!status.ok()) return status;
  }
  const absl::Status digest = (*pipeline)->Finish();
  if (!digest.ok()) return digest;
  FileChunks chunks(**file);
  const auto tar = walk::TarReader::Create(chunks);
  if (!tar.ok()) return tar.status();
  walk::TarEntry entry;
  while (true) {
    const auto more = (*tar)->Next(entry);
    if (!more.ok() || !*more) return more.status();
  }
}

void SpoolBench(benchmark::State& state) {
  Layer& layer = LayerOf(Compression::kGzip);
  const auto temporary = NewTemporaryDirectory();
  Compare(
      state, layer.decompressed, [&] { return SpoolThenWalk(layer, *temporary); },
      [&] { benchmark::DoNotOptimize(Decompress(layer.blob, Compression::kGzip)); });
}

void Gzip(benchmark::State& state) { Walk(state, Compression::kGzip); }
void Zstd(benchmark::State& state) { Walk(state, Compression::kZstd); }
// Theirs is a copy of the bytes: what remains is the digest.
void Plain(benchmark::State& state) { Walk(state, Compression::kNone); }

BENCHMARK(Gzip)->Name("walk/gzip")->Unit(benchmark::kMillisecond);
BENCHMARK(Zstd)->Name("walk/zstd")->Unit(benchmark::kMillisecond);
BENCHMARK(Plain)->Name("walk/plain")->Unit(benchmark::kMillisecond);
BENCHMARK(SpoolBench)->Name("walk/spool_then_walk")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace claircore
