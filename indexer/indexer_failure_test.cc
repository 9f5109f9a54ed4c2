// How indexing fails: which error, how soon, and with what left behind.
#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/indexer.h"
#include "claircore/json.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/allocations.h"
#include "claircore/testing/executors.h"
#include "claircore/testing/faults.h"
#include "claircore/testing/faulty_io.h"
#include "claircore/testing/faulty_stores.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/manual_clock.h"
#include "gtest/gtest.h"
#include "indexer/test_scanners.h"

namespace claircore::internal {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::string_view kThreeLayers = R"(
layer none
file a/pkg <<END
a 1
END
layer gzip
file b/pkg <<END
b 1
END
layer zstd
file c/pkg <<END
c 1
END
)";

struct Setting {
  Setting() : image(*testing::BuildImage(kThreeLayers)) {
    options.store = &store.index();
    options.fetcher = image.fetcher.get();
    options.ecosystems = TwoEcosystems();
  }
  absl::StatusOr<IndexReport> Index(const Context& context = Context::Background()) {
    auto indexer = Indexer::Create(options);
    if (!indexer.ok()) return indexer.status();
    return (*indexer)->Index(context, image.manifest);
  }
  void Scan(ListScanner::Hook hook) {
    options.ecosystems =
        TwoEcosystems(nullptr, std::make_shared<ListScanner>("pkg", "1", std::move(hook)));
  }

  testing::BuiltImage image;
  MemoryStore store;
  IndexerOptions options;
};

TEST(IndexerFailureTest, OptionsNameTheFieldAtFault) {
  const auto fault = [](auto change) {
    Setting s;
    change(s.options);
    const auto indexer = Indexer::Create(s.options);
    EXPECT_EQ(indexer.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(indexer.status().message());
  };
  EXPECT_EQ(fault([](IndexerOptions& o) { o.store = nullptr; }), "store is null");
  EXPECT_EQ(fault([](IndexerOptions& o) { o.fetcher = nullptr; }), "fetcher is null");
  EXPECT_EQ(fault([](IndexerOptions& o) { o.limits.max_entries = 0; }), "limits.max_entries is 0");
  EXPECT_NE(fault([](IndexerOptions& o) {
              o.limits.max_path_bytes = 1 << 30;
            }).find("limits.max_path_bytes"),
            std::string::npos);
  for (const std::string& message : {
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems.clear(); }),
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems[0].name = ""; }),
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems[0].name = "lang"; }),
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems[0].packages = {nullptr}; }),
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems[0].distributions = {nullptr}; }),
           fault([](IndexerOptions& o) { o.ecosystems.ecosystems[0].repositories = {nullptr}; }),
           fault([](IndexerOptions& o) { o.ecosystems.resolvers = {nullptr}; }),
           fault([](IndexerOptions& o) {  // two kinds of one id
             o.ecosystems.ecosystems[0].repositories = {std::make_shared<ReposScanner>("release")};
           }),
           fault([](IndexerOptions& o) {
             o.ecosystems.ecosystems[0].repositories = {
                 std::make_shared<ReposScanner>("claircore.paths")};
           }),
       }) {
    EXPECT_EQ(message.find("ecosystems"), 0) << message;
  }
}

TEST(IndexerFailureTest, BadManifests) {
  Setting s;
  s.image.manifest.layers[1].digest = Digest();
  EXPECT_EQ(s.Index().status().code(), absl::StatusCode::kInvalidArgument);
  s.image.manifest.digest = Digest();
  EXPECT_EQ(s.Index().status().code(), absl::StatusCode::kInvalidArgument);
  Setting many;
  many.options.limits.max_layers = 2;
  EXPECT_EQ(many.Index().status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(IndexerFailureTest, TooManyPackages) {
  Setting s;
  s.image = *testing::BuildImage("layer none\nfile pkg <<E\na 1\nb 1\nE\nfile db <<E\nc 1\nE\n");
  s.options.fetcher = s.image.fetcher.get();
  s.options.limits.max_packages = 3;
  EXPECT_TRUE(s.Index().ok());
  for (uint64_t limit : {1, 2}) {  // of one scanner, of the layer
    MemoryStore fresh;
    s.options.store = &fresh.index();
    s.options.limits.max_packages = limit;
    const absl::Status status = s.Index().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_NE(status.message().find("max_packages"), status.message().npos) << status;
    EXPECT_NE(status.message().find(s.image.manifest.layers[0].digest.ToString()),
              status.message().npos);
  }
}

// A limit that holds for a layer alone would allow a thousand times as much.
TEST(IndexerFailureTest, TooManyPackagesInAllLayersTogether) {
  Setting s;  // three layers of one package each
  s.options.limits.max_packages = 3;
  EXPECT_TRUE(s.Index().ok());
  s.options.limits.max_packages = 2;
  for (const bool known : {false, true}) {  // scanned now, or found in the store
    if (known) {
      s.options.limits.max_packages = 3;
      EXPECT_TRUE(s.Index().ok());
      s.options.limits.max_packages = 2;
    }
    EXPECT_EQ(s.Index().status(),
              absl::ResourceExhaustedError("the image has more packages than max_packages (2)"));
  }
  Setting again;
  const LayerDescription first = again.image.manifest.layers[0];
  again.image.manifest.layers = {first, first, first};
  again.options.limits.max_packages = 2;
  EXPECT_EQ(again.Index().status().code(), absl::StatusCode::kResourceExhausted)
      << "one layer, three times";
  again.options.limits.max_packages = 3;
  EXPECT_TRUE(again.Index().ok());
}

TEST(IndexerFailureTest, TooMuchOfAnImage) {
  Setting s;
  s.image = *testing::BuildImage(
      "layer none\nfile pkg <<E\na 1\nE\nlayer none\nfile db <<E\nb 1\nE\nlayer none\nfile x "
      "<<E\nE\n");
  s.options.fetcher = s.image.fetcher.get();
  s.options.limits.max_image_entries = 3;
  EXPECT_TRUE(s.Index().ok());
  const auto refusal = [&] {
    MemoryStore fresh;
    s.options.store = &fresh.index();
    return s.Index().status();
  };
  s.options.limits.max_image_entries = 2;
  EXPECT_EQ(refusal(), absl::ResourceExhaustedError("the layers of the image have more entries "
                                                    "together than max_image_entries (2)"));
  s.options.limits.max_image_bytes = 4000;  // a layer has some 2,000
  EXPECT_EQ(refusal(), absl::ResourceExhaustedError("the layers of the image have more bytes "
                                                    "together than max_image_bytes (4000)"));
}

// A scanner that could find without an end is stopped at the limit.
TEST(IndexerFailureTest, NoScanGoesOnBeyondTheLimit) {
  class Endless final : public PackageScanner {
   public:
    ScannerId id() const override { return {"endless", "1"}; }
    void Want(FileWants&) const override {}
    absl::Status Scan(const Context& context, LayerView&, PackageSink& sink) const override {
      Package package;
      package.name = "x";
      while (context.Check().ok()) sink.Add(package);
      return context.Check();
    }
  };
  Setting s;
  Ecosystem endless;
  endless.name = "endless";
  endless.packages = {std::make_shared<const Endless>()};
  s.options.ecosystems.ecosystems.push_back(std::move(endless));
  s.options.limits.max_packages = 1000;
  const absl::Status status = s.Index().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_NE(status.message().find("max_packages (1000)"), std::string::npos) << status;
}

TEST(IndexerFailureTest, FirstLayerThatFailsIsReported) {
  const auto pool = NewThreadPool(4);
  for (int round = 0; round < 20; ++round) {
    Setting s;
    s.options.executor = pool.get();
    s.options.on_scanner_error = IndexerOptions::OnScannerError::kFail;
    const Digest second = s.image.manifest.layers[1].digest;
    // The second layer fails late, the third at once: still it is the second's error that counts.
    s.Scan([&](const Context&, const LayerView& layer) -> absl::Status {
      if (layer.digest() == s.image.manifest.layers[0].digest) return absl::OkStatus();
      if (layer.digest() == second) std::this_thread::sleep_for(milliseconds(5));
      return absl::UnavailableError("no luck");
    });
    const absl::Status status = s.Index().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_NE(status.message().find(second.ToString()), status.message().npos) << status;
  }
}

TEST(IndexerFailureTest, FailureStopsLaterLayers) {
  Setting s;
  const auto pool = NewThreadPool(3);
  s.options.executor = pool.get();
  s.options.on_scanner_error = IndexerOptions::OnScannerError::kFail;
  const Digest first = s.image.manifest.layers[0].digest;
  std::atomic<int> waited_in_vain = 0;
  s.Scan([&](const Context& context, const LayerView& layer) -> absl::Status {
    if (layer.digest() == first) return absl::InternalError("broken");
    const auto until = steady_clock::now() + std::chrono::seconds(10);
    while (!context.done()) {
      if (steady_clock::now() > until) {
        ++waited_in_vain;
        break;
      }
      std::this_thread::sleep_for(milliseconds(1));
    }
    return context.Check();
  });
  EXPECT_EQ(s.Index().status().code(), absl::StatusCode::kInternal);
  EXPECT_EQ(waited_in_vain, 0);
}

TEST(IndexerFailureTest, ScannerFailureIsAProblem) {
  Setting s;
  s.Scan([](const Context&, const LayerView&) { return absl::UnavailableError("no\nluck"); });
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->packages.size(), 3);  // what it had found by then
  ASSERT_EQ(report->problems.size(), 3);
  EXPECT_EQ(report->problems[0].scanner, "list.pkg");
  EXPECT_EQ(report->problems[0].code, "UNAVAILABLE");
  EXPECT_EQ(report->problems[0].message, "no luck");
}

TEST(IndexerFailureTest, CancelledWithin50Milliseconds) {
  for (int threads : {0, 2}) {
    Setting s;
    const auto pool = NewThreadPool(std::max(threads, 1));
    if (threads > 0) s.options.executor = pool.get();
    std::stop_source stop;
    std::atomic<bool> scanning = false;
    s.Scan([&](const Context& context, const LayerView&) -> absl::Status {
      scanning = true;
      while (!context.done()) std::this_thread::sleep_for(milliseconds(1));
      return context.Check();
    });
    steady_clock::time_point stopped;
    std::thread canceller([&] {
      while (!scanning) std::this_thread::sleep_for(milliseconds(1));
      stopped = steady_clock::now();
      stop.request_stop();
    });
    const absl::Status status =
        s.Index(Context::Background().WithStopToken(stop.get_token())).status();
    const auto ended = steady_clock::now();
    canceller.join();
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
    EXPECT_LT(ended - stopped, milliseconds(50));
    EXPECT_FALSE(
        s.store.index().GetIndexReport(Context::Background(), s.image.manifest.digest).ok());
  }
}

TEST(IndexerFailureTest, SlowFetcherIsCancelledToo) {
  Setting s;
  testing::FaultyLayerFetcher slow(s.image.fetcher.get(), nullptr,
                                   {.max_read = 16, .read_delay = milliseconds(5)});
  s.options.fetcher = &slow;
  const auto began = steady_clock::now();
  const absl::Status status = s.Index(Context::Background().WithTimeout(milliseconds(30))).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_LT(steady_clock::now() - began, milliseconds(30 + 50));
}

TEST(IndexerFailureTest, DeadlineOfAManualClock) {
  Setting s;
  testing::ManualClock clock;
  s.Scan([&](const Context&, const LayerView&) {
    clock.Advance(std::chrono::hours(1));
    return absl::OkStatus();
  });
  const Context context =
      Context::Background().WithClock(&clock).WithTimeout(std::chrono::minutes(5));
  EXPECT_EQ(s.Index(context).status().code(), absl::StatusCode::kDeadlineExceeded);
}

// Whatever call of the store fails, the next try ends with the report that a first one would have
// had, and until then there is none.
TEST(IndexerFailureTest, FailingStoreLeavesNothingHalfDone) {
  Setting reference;
  const std::string expected = ToJson(*reference.Index());
  for (size_t n = 1;; ++n) {
    ASSERT_LT(n, 100);
    Setting s;
    testing::FaultPlan plan;
    testing::FaultyIndexStore faulty(&s.store.index(), &plan);
    s.options.store = &faulty;
    plan.FailCall(n, absl::UnavailableError("injected"));
    const auto first = s.Index();
    plan.FailNothing();
    if (first.ok()) {
      EXPECT_GT(n, 5);  // there were calls to fail
      EXPECT_EQ(ToJson(*first), expected);
      break;
    }
    EXPECT_EQ(first.status().code(), absl::StatusCode::kUnavailable) << first.status();
    const auto stored =
        s.store.index().GetIndexReport(Context::Background(), s.image.manifest.digest);
    EXPECT_EQ(stored.status().code(), absl::StatusCode::kNotFound);
    const auto second = s.Index();
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_EQ(ToJson(*second), expected);
  }
}

TEST(IndexerFailureTest, WrongDigestStoresNothing) {
  Setting s;
  const Digest digest = s.image.manifest.layers[1].digest;
  s.image.fetcher->AddAs(digest, s.image.layers[0].blob);
  EXPECT_EQ(s.Index().status().code(), absl::StatusCode::kDataLoss);
  const ScannerId ids[] = {{"list.pkg", "1"}, {"claircore.paths", "1"}};
  const auto scanned =
      s.store.index().LayersScanned(Context::Background(), std::vector<Digest>{digest}, ids);
  ASSERT_TRUE(scanned.ok());
  EXPECT_EQ(*scanned, (std::vector<bool>{false, false}));
}

// Damages the path tables that it returns.
class ForgetfulStore : public testing::FaultyIndexStore {
 public:
  ForgetfulStore(IndexStore* store, testing::FaultPlan* plan) : FaultyIndexStore(store, plan) {}
  absl::StatusOr<std::vector<LayerFindings>> GetLayerFindings(
      const Context& context, const Digest& layer, std::span<const ScannerId> scanners) override {
    if (gone) return absl::NotFoundError("deleted meanwhile");
    auto findings = FaultyIndexStore::GetLayerFindings(context, layer, scanners);
    if (findings.ok()) findings->back().path_table.resize(findings->back().path_table.size() / 2);
    return findings;
  }
  bool gone = false;
};

TEST(IndexerFailureTest, DamagedOrDeletedFindingsAreMadeAnew) {
  for (bool gone : {false, true}) {
    Setting s;
    const std::string expected = ToJson(*s.Index());
    testing::FaultPlan plan;
    ForgetfulStore store(&s.store.index(), &plan);
    store.gone = gone;
    s.options.store = &store;
    s.image.manifest.digest = testing::DigestOf("another");
    auto report = s.Index();
    ASSERT_TRUE(report.ok()) << report.status();
    report->manifest_hash = testing::DigestOf("x");
    EXPECT_EQ(report->packages.size(), 3);
  }
}

class LosingLocker : public Locker {
 public:
  absl::StatusOr<std::unique_ptr<Lock>> Acquire(const Context&, std::string_view key) override {
    class LostLock : public Lock {
      bool lost() const override { return true; }
    };
    last_key = key;
    return std::make_unique<LostLock>();
  }
  absl::StatusOr<std::unique_ptr<Lock>> TryAcquire(const Context& context,
                                                   std::string_view key) override {
    return Acquire(context, key);
  }
  std::string last_key;
};

TEST(IndexerFailureTest, LostLockStoresNothing) {
  Setting s;
  LosingLocker locker;
  s.options.locker = &locker;
  EXPECT_EQ(s.Index().status().code(), absl::StatusCode::kAborted);
  EXPECT_EQ(locker.last_key, "claircore.index:" + s.image.manifest.digest.ToString());
}

TEST(IndexerFailureTest, ConcurrentCallsScanOnce) {
  Setting s;
  const auto locker = NewLocalLocker();
  const auto pool = NewThreadPool(2);
  s.options.locker = locker.get();
  s.options.executor = pool.get();
  std::atomic<int> scans = 0;
  s.Scan([&](const Context&, const LayerView&) {
    ++scans;
    return absl::OkStatus();
  });
  const auto indexer = *Indexer::Create(s.options);
  std::vector<std::string> reports(4);
  std::vector<std::thread> threads;
  for (std::string& report : reports) {
    threads.emplace_back([&] {
      const auto made = indexer->Index(Context::Background(), s.image.manifest);
      if (made.ok()) report = ToJson(*made);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(scans, 3);
  for (const std::string& report : reports) EXPECT_EQ(report, reports[0]);
  EXPECT_FALSE(reports[0].empty());
}

// A coalescer and a resolver that misbehave.
class BadCoalescer : public Coalescer {
 public:
  ScannerId id() const override { return {"bad", "1"}; }
  absl::StatusOr<IndexReport> Coalesce(const Context&, const ImageView&,
                                       std::span<const LayerFindings>) const override {
    IndexReport report;
    report.environments["7"].emplace_back();
    return report;
  }
};

TEST(IndexerFailureTest, BadCoalescerIsNamed) {
  Setting s;
  s.options.ecosystems.ecosystems[1].coalescer = std::make_shared<BadCoalescer>();
  const absl::Status status = s.Index().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_NE(status.message().find("ecosystem lang"), status.message().npos) << status;
}

TEST(IndexerFailureTest, AnExecutorThatCanMakeNoThreadOnlyMakesItSlow) {
  Setting plain;
  const std::string expected = ToJson(*plain.Index());
  testing::ThreadlessExecutor none;
  Setting s;
  s.options.executor = &none;
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(ToJson(*report), expected);
}

TEST(IndexerFailureTest, WhatAScannerThrowsIsAProblemOfItsOwn) {
  for (const bool memory : {true, false}) {
    Setting s;
    s.Scan([&](const Context&, const LayerView&) -> absl::Status {
      if (memory) throw std::bad_alloc();
      throw std::out_of_range("no such element");
    });
    const auto report = s.Index();
    ASSERT_TRUE(report.ok()) << report.status();
    ASSERT_EQ(report->problems.size(), 3u) << "one a layer";
    for (const Problem& problem : report->problems) {
      EXPECT_EQ(problem.scanner, "list.pkg");
      EXPECT_EQ(problem.code, memory ? "RESOURCE_EXHAUSTED" : "INTERNAL");
      EXPECT_EQ(problem.message, memory ? "there is not enough memory" : "no such element");
    }
    s.options.on_scanner_error = IndexerOptions::OnScannerError::kFail;
    Setting strict;
    strict.options.on_scanner_error = IndexerOptions::OnScannerError::kFail;
    strict.Scan([](const Context&, const LayerView&) -> absl::Status { throw std::bad_alloc(); });
    EXPECT_EQ(strict.Index().status().code(), absl::StatusCode::kResourceExhausted);
  }
}

// However little memory there is, and whoever lacks it: a status, or a report in which the scanner
// that lacked it says so.
TEST(IndexerFailureTest, MemoryThatCannotBeHadIsAStatus) {
  if (!testing::AllocationsOfThisThread().has_value()) GTEST_SKIP() << "a sanitizer allocates";
  std::string recipe(kThreeLayers);
  recipe += "layer gzip\nfile many/pkg <<END\n";
  for (int i = 0; i < 500; ++i) recipe += "package-" + std::to_string(i) + " 1.0 source\n";
  recipe += "END\n";
  const testing::BuiltImage image = *testing::BuildImage(recipe);
  const auto index = [&](size_t limit, size_t& failed) -> absl::StatusOr<IndexReport> {
    Setting s;
    s.options.fetcher = image.fetcher.get();
    // A scanner that needs more than all that comes after it.
    s.Scan([](const Context&, const LayerView&) {
      const std::vector<char> scratch(size_t{16} << 20);
      return scratch.empty() ? absl::InternalError("") : absl::OkStatus();
    });
    const auto indexer = Indexer::Create(s.options);
    EXPECT_TRUE(indexer.ok());
    const Context context = Context::Background();
    const testing::MemoryLimit memory(limit);
    absl::StatusOr<IndexReport> report = (*indexer)->Index(context, image.manifest);
    failed = memory.failed();
    return report;
  };
  size_t failed = 0;
  const std::string expected = ToJson(*index(size_t{1} << 40, failed));
  size_t statuses = 0, problems = 0;
  for (size_t limit = 0;; limit += 500 + limit / 100) {
    const absl::StatusOr<IndexReport> report = index(limit, failed);
    if (!report.ok()) {
      ++statuses;
      EXPECT_EQ(report.status().code(), absl::StatusCode::kResourceExhausted)
          << limit << " " << report.status();
    } else if (!report->problems.empty()) {
      ++problems;
      EXPECT_EQ(report->problems[0].code, "RESOURCE_EXHAUSTED") << limit;
    } else {
      EXPECT_EQ(ToJson(*report), expected) << limit;
      if (failed == 0) break;
    }
  }
  EXPECT_GT(statuses, 100u);
  EXPECT_GT(problems, 0u);
}

}  // namespace
}  // namespace claircore::internal
