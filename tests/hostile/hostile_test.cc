// What hostile images cost, counted: ten times the input takes ten times the work at most, and no
// more memory. CLAIRCORE_SOAK=1 takes the sizes at which the faults were found, and ten times
// these.
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/builtin_ecosystems.h"
#include "claircore/context.h"
#include "claircore/indexer.h"
#include "claircore/manifest.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/allocations.h"
#include "claircore/testing/blobs.h"
#include "gtest/gtest.h"
#include "tests/hostile/cases.h"
#include "tests/hostile/counting.h"

namespace claircore::hostile {
namespace {

class CountingFetcher final : public LayerFetcher {
 public:
  explicit CountingFetcher(LayerFetcher& fetcher) : fetcher_(fetcher) {}
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override {
    class Source final : public ByteSource {
     public:
      Source(std::unique_ptr<ByteSource> source, std::atomic<size_t>& bytes)
          : source_(std::move(source)), bytes_(bytes) {}
      absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
        absl::StatusOr<size_t> n = source_->Read(buffer);
        if (n.ok()) bytes_ += *n;
        return n;
      }

     private:
      const std::unique_ptr<ByteSource> source_;
      std::atomic<size_t>& bytes_;
    };
    absl::StatusOr<std::unique_ptr<ByteSource>> source = fetcher_.Open(context, layer);
    if (!source.ok()) return source.status();
    return std::make_unique<Source>(*std::move(source), bytes);
  }
  std::atomic<size_t> bytes = 0;

 private:
  LayerFetcher& fetcher_;
};

class CountingObserver final : public Observer {
 public:
  void Count(std::string_view name, int64_t delta) override {
    if (name == "index.layer.bytes") unpacked += static_cast<size_t>(delta);
  }
  std::atomic<size_t> unpacked = 0;
};

// Temporary storage that counts what scanners read.
class CountingStorage final : public TemporaryStorage {
 public:
  absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(const Context& context) override {
    class File final : public TemporaryFile {
     public:
      File(std::unique_ptr<TemporaryFile> file, std::atomic<size_t>& read)
          : file_(std::move(file)), read_(read) {}
      uint64_t size() const override { return file_->size(); }
      absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
        absl::StatusOr<size_t> n = file_->ReadAt(position, buffer);
        if (n.ok()) read_ += *n;
        return n;
      }
      absl::Status Append(std::span<const std::byte> bytes) override {
        return file_->Append(bytes);
      }

     private:
      const std::unique_ptr<TemporaryFile> file_;
      std::atomic<size_t>& read_;
    };
    absl::StatusOr<std::unique_ptr<TemporaryFile>> file = storage_->Create(context);
    if (!file.ok()) return file.status();
    return std::make_unique<File>(*std::move(file), read);
  }
  std::atomic<size_t> read = 0;

 private:
  const std::unique_ptr<TemporaryStorage> storage_ = NewTemporaryDirectory();
};

struct Cost {
  absl::Status status;
  size_t stored = 0;    // bytes of the layers as they are stored
  size_t fetched = 0;   // bytes read of them
  size_t unpacked = 0;  // bytes that came out
  size_t reread = 0;    // bytes that scanners read of temporary files
  size_t ticks = 0;     // looks at the context
  size_t allocations = 0;
  size_t memory = 0;  // what the peak was above what there was before
};

struct Image {
  explicit Image(const std::vector<std::string>& blobs) {
    std::string all;
    for (const std::string& blob : blobs) {
      manifest.layers.push_back(fetcher.Add(blob));
      stored += blob.size();
      all += manifest.layers.back().digest.ToString();
    }
    manifest.digest = testing::DigestOf(all);
  }
  testing::MemoryFetcher fetcher;
  Manifest manifest;
  size_t stored = 0;
};

Cost Measure(Image& image, size_t ends_at = ~size_t{0}) {
  CountingFetcher fetcher(image.fetcher);
  CountingObserver observer;
  CountingStorage storage;
  CountingClock clock;
  clock.ends_at = ends_at;
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = &fetcher;
  options.temporary = &storage;
  AddBuiltinEcosystems(options.ecosystems);
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  const Context context = CountedBy(clock).WithObserver(&observer);
  Cost cost;
  ForgetPeak();
  const size_t before = MemoryOf("VmRSS:");
  const size_t allocated = testing::AllocationsOfThisThread().value_or(0);
  cost.status = (*indexer)->Index(context, image.manifest).status();
  cost.allocations = testing::AllocationsOfThisThread().value_or(0) - allocated;
  const size_t peak = MemoryOf("VmHWM:");
  cost.memory = peak > before ? peak - before : 0;
  cost.stored = image.stored;
  cost.fetched = fetcher.bytes;
  cost.unpacked = observer.unpacked;
  cost.reread = storage.read;
  cost.ticks = clock.looks;
  return cost;
}

class HostileTest : public ::testing::TestWithParam<Case> {};

TEST_P(HostileTest, TenTimesAsMuchIsTenTimesTheWork) {
  const Case& c = GetParam();
  const size_t size = Soak() ? c.full : c.small;
  Cost cost[2];
  for (const int i : {0, 1}) {
    Image image(c.make(i == 0 ? size : 10 * size));
    cost[i] = Measure(image);
    const Cost& k = cost[i];
    std::cout << "[ COST     ] x" << (i == 0 ? 1 : 10) << ": " << k.stored << " stored, "
              << k.unpacked << " unpacked, " << k.reread << " read again, " << k.ticks << " ticks, "
              << k.allocations << " allocations, " << (k.memory >> 20) << " MiB, "
              << (k.status.ok() ? "OK" : k.status.ToString().substr(0, 300)) << "\n";
    if (c.refused.empty()) {
      EXPECT_TRUE(k.status.ok()) << k.status;
    }
    if (!k.status.ok()) {
      EXPECT_NE(k.status.message().find(c.refused), std::string::npos) << k.status;
    }
    // A layer is read twice at most, and what is kept of it once by each of a few scanners.
    EXPECT_LE(k.fetched, 2 * k.stored);
    EXPECT_LE(k.reread, 4 * k.unpacked + (size_t{64} << 20));
    // A sanitizer counts no allocations, and keeps what was freed.
    if (testing::AllocationsOfThisThread().has_value()) {
      EXPECT_LE(k.memory, size_t{220} << 20);
    }
  }
  // Where a limit ends it, there is less than ten times the work.
  EXPECT_LE(cost[1].unpacked, 11 * cost[0].unpacked);
  EXPECT_LE(cost[1].reread, 11 * cost[0].reread + (size_t{64} << 20));
  EXPECT_LE(cost[1].ticks, 11 * cost[0].ticks);
  EXPECT_LE(cost[1].allocations, 11 * cost[0].allocations + 100'000);
}

// At each of some places where the context is looked at, its end ends the call, without much more
// work: no place looks on while the caller waits.
TEST_P(HostileTest, EndsWhenTheContextDoes) {
  const Case& c = GetParam();
  Image image(c.make(c.small));
  const Cost whole = Measure(image);
  for (int i = 1; i <= 2; ++i) {
    const size_t ends_at = std::max<size_t>(whole.ticks * i / 3, 1);
    const Cost cut = Measure(image, ends_at);
    EXPECT_EQ(cut.status.code(), absl::StatusCode::kDeadlineExceeded)
        << ends_at << " of " << whole.ticks << ": " << cut.status;
    // Each scanner and stage that had begun looks once more, or a few times.
    EXPECT_LE(cut.ticks - ends_at, 1000u) << ends_at << " of " << whole.ticks;
  }
}

// What a new scanner reads has to be here too. Those that tell systems and repositories leave no
// name in a report.
TEST(HostileCasesTest, EveryPackageScannerReadsSome) {
  std::set<std::string> left;
  EcosystemSet all;
  AddBuiltinEcosystems(all);
  for (const Ecosystem& ecosystem : all.ecosystems) {
    for (const auto& scanner : ecosystem.packages) left.insert(scanner->id().name);
  }
  for (const Case& c : Cases()) {
    Image image(c.make(c.small));
    MemoryStore store;
    IndexerOptions options;
    options.store = &store.index();
    options.fetcher = &image.fetcher;
    AddBuiltinEcosystems(options.ecosystems);
    auto indexer = Indexer::Create(std::move(options));
    ASSERT_TRUE(indexer.ok()) << indexer.status();
    auto report = (*indexer)->Index(Context::Background(), image.manifest);
    ASSERT_TRUE(report.ok()) << c.name << ": " << report.status();
    for (const auto& [id, package] : report->packages) left.erase(package.detector.name);
    for (const Problem& problem : report->problems) left.erase(problem.scanner);
  }
  // These read some, too, and find nothing in them to name.
  const std::set<std::string> silent = {
      "claircore.graalvm",  "claircore.kernel", "claircore.nodejs.programs",
      "claircore.programs", "claircore.r",      "claircore.rust",
  };
  EXPECT_EQ(left, silent);
}

std::string NameOf(const ::testing::TestParamInfo<Case>& info) {
  std::string name;
  for (const char c : info.param.name) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
    if (c == ' ' && !name.ends_with('_')) name += '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, HostileTest, ::testing::ValuesIn(Cases()), NameOf);

}  // namespace
}  // namespace claircore::hostile
