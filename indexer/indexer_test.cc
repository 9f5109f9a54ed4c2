#include "claircore/indexer.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "claircore/json.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/executors.h"
#include "claircore/testing/faults.h"
#include "claircore/testing/faulty_io.h"
#include "claircore/testing/faulty_stores.h"
#include "claircore/testing/image_builder.h"
#include "gtest/gtest.h"
#include "indexer/test_scanners.h"

namespace claircore::internal {
namespace {

using std::chrono::milliseconds;
using testing::BuiltImage;

// Four layers; everything of the image phase happens in them.
constexpr std::string_view kImage = R"(
layer none
file etc/release <<END
deb 12
END
file etc/repos <<END
main
END
file var/db <<END
libc 1 glibc
own usr/share/x/pkg
py 2
own usr/lib/py/pkg
END
file usr/lib/py/pkg <<END
requests 1.0
END
file opt/a/pkg <<END
left-pad 1.0
END
layer gzip
file var/db <<END
libc 1 glibc
py 2
curl 8
END
file opt/b/pkg <<END
left-pad 1.0
problem strange
END
layer zstd
whiteout opt/a
file opt/c/pkg <<END
evil 6
END
layer none
dir opt/c
opaque opt/c
file srv/pkg <<END
app 1
END
)";

constexpr std::string_view kExpected[] = {
    "app 1 @srv/pkg layer 3 repos langs",
    "curl 8 @var/db layer 1 dist deb:12 repos main",
    "left-pad 1.0 @opt/b/pkg layer 1 repos langs",
    "libc 1 @var/db layer 0 dist deb:12 repos main",
    "py 2 @var/db layer 0 dist deb:12 repos main",
    "requests 1.0 @usr/lib/py/pkg layer 0 repos langs owner py",
};

// Counts what is asked of it.
class CountingFetcher : public LayerFetcher {
 public:
  explicit CountingFetcher(LayerFetcher* fetcher) : fetcher_(fetcher) {}
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override {
    ++opened_;
    return fetcher_->Open(context, layer);
  }
  int opened() const { return opened_; }

 private:
  LayerFetcher* const fetcher_;
  std::atomic<int> opened_ = 0;
};

BuiltImage Build(std::string_view recipe) {
  auto image = testing::BuildImage(recipe);
  if (!image.ok()) {
    ADD_FAILURE() << image.status();
    return {};
  }
  return *std::move(image);
}

// An indexer with all that it needs, over one image.
struct Setting {
  explicit Setting(std::string_view recipe = kImage) : image(Build(recipe)) {
    options.store = &store.index();
    options.fetcher = &fetcher;
    options.ecosystems = TwoEcosystems();
  }
  std::unique_ptr<Indexer> Make() {
    IndexerOptions copy = options;
    auto indexer = Indexer::Create(std::move(copy));
    EXPECT_TRUE(indexer.ok()) << indexer.status();
    return indexer.ok() ? *std::move(indexer) : nullptr;
  }
  absl::StatusOr<IndexReport> Index(const Context& context = Context::Background()) {
    return Make()->Index(context, image.manifest);
  }

  BuiltImage image;
  MemoryStore store;
  CountingFetcher fetcher{image.fetcher.get()};
  IndexerOptions options;
};

std::vector<std::string> Lines(const IndexReport& report) {
  std::vector<std::string> lines;
  for (const auto& [id, environments] : report.environments) {
    const Package& package = report.packages.at(id);
    for (const Environment& e : environments) {
      const auto layer = std::find(report.layers.begin(), report.layers.end(), e.introduced_in);
      std::string line = package.name + " " + package.version + " @" + e.filepath + " layer " +
                         std::to_string(layer - report.layers.begin());
      if (!e.distribution_id.empty()) {
        const Distribution& d = report.distributions.at(e.distribution_id);
        line += " dist " + d.did + ":" + d.version_id;
      }
      if (!e.repository_ids.empty()) line += " repos";
      for (const auto& r : e.repository_ids) line += " " + report.repositories.at(r).name;
      if (!e.owner_id.empty()) line += " owner " + report.packages.at(e.owner_id).name;
      lines.push_back(line);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

const std::vector<std::string> kLines(std::begin(kExpected), std::end(kExpected));

TEST(IndexerTest, IndexesAnImage) {
  Setting s;
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Lines(*report), kLines);
  EXPECT_TRUE(report->success);
  EXPECT_EQ(report->state, "IndexFinished");
  EXPECT_EQ(report->manifest_hash, s.image.manifest.digest);
  EXPECT_EQ(report->layers.size(), 4);
  ASSERT_EQ(report->problems.size(), 1);
  EXPECT_EQ(report->problems[0],
            (Problem{report->layers[1], "opt/b/pkg", "list.pkg", "DATA_LOSS", "strange"}));
  for (const auto& [id, package] : report->packages) {
    EXPECT_EQ(package.detector.version, "1");
    EXPECT_EQ(package.detector.kind, "package");
    EXPECT_EQ(package.source != nullptr, package.name == "libc");
  }
  EXPECT_EQ(s.fetcher.opened(), 4);
}

TEST(IndexerTest, SameBytesUnderEveryExecutor) {
  Setting first;
  const std::string expected = ToJson(*first.Index());
  for (int threads : {1, 2, 8}) {
    const auto pool = NewThreadPool(threads);
    for (int round = 0; round < 10; ++round) {
      Setting s;
      s.options.executor = pool.get();
      const auto report = s.Index();
      ASSERT_TRUE(report.ok()) << report.status();
      ASSERT_EQ(ToJson(*report), expected) << threads;
    }
  }
  testing::NeverExecutor never;
  const auto slow = testing::NewSlowExecutor(3, milliseconds(1));
  for (Executor* executor : {static_cast<Executor*>(&never), slow.get()}) {
    Setting s;
    s.options.executor = executor;
    EXPECT_EQ(ToJson(*s.Index()), expected);
  }
  Setting other;
  std::reverse(other.options.ecosystems.ecosystems.begin(),
               other.options.ecosystems.ecosystems.end());
  EXPECT_EQ(ToJson(*other.Index()), expected);
}

TEST(IndexerTest, UnchangedManifestIsNotTouchedAgain) {
  Setting s;
  const std::string first = ToJson(*s.Index());
  EXPECT_EQ(ToJson(*s.Index()), first);
  EXPECT_EQ(s.fetcher.opened(), 4);
  const auto stored = s.Make()->GetIndexReport(Context::Background(), s.image.manifest.digest);
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(stored->current);
  EXPECT_EQ(ToJson(stored->report), first);
}

TEST(IndexerTest, LayersOfAnotherManifestAreReused) {
  Setting s;
  const std::string first = ToJson(*s.Index());
  Manifest other = s.image.manifest;
  other.digest = testing::DigestOf("other");
  auto report = s.Make()->Index(Context::Background(), other);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(s.fetcher.opened(), 4);
  report->manifest_hash = s.image.manifest.digest;
  EXPECT_EQ(ToJson(*report), first);  // findings come back from the store as they went
}

TEST(IndexerTest, NewScannerVersionScansWhatItMust) {
  Setting s;
  const auto old = std::make_shared<ListScanner>("db");
  s.options.ecosystems = TwoEcosystems(old);
  const std::string state = s.Make()->state();
  const std::string first = ToJson(*s.Index());
  const auto renewed = std::make_shared<ListScanner>("pkg", "2");
  s.options.ecosystems = TwoEcosystems(old, renewed);
  EXPECT_NE(s.Make()->state(), state);
  EXPECT_FALSE(s.Make()->GetIndexReport(Context::Background(), s.image.manifest.digest)->current);
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Lines(*report), kLines);
  EXPECT_EQ(s.fetcher.opened(), 8);
  EXPECT_EQ(old->scans(), 4);
  EXPECT_EQ(renewed->scans(), 4);
}

TEST(IndexerTest, NewCoalescerOrLimitNeedsNoLayers) {
  Setting s;
  ASSERT_TRUE(s.Index().ok());
  s.options.limits.max_packages = 50;
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Lines(*report), kLines);
  EXPECT_EQ(s.fetcher.opened(), 4);
}

TEST(IndexerTest, LayerThatStandsTwiceIsScannedOnce) {
  Setting s("layer none\nfile a/pkg <<E\nx 1\nE\nlayer none\nwhiteout a/pkg\nrepeat 0\n");
  const auto scanner = std::make_shared<ListScanner>("pkg");
  s.options.ecosystems = TwoEcosystems(nullptr, scanner);
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(s.fetcher.opened(), 2);
  EXPECT_EQ(scanner->scans(), 2);
  EXPECT_EQ(report->layers.size(), 3);
  EXPECT_EQ(Lines(*report), std::vector<std::string>{"x 1 @a/pkg layer 0 repos langs"});
}

TEST(IndexerTest, ScannerOfTwoEcosystemsRunsOnce) {
  Setting s;
  const auto shared = std::make_shared<ListScanner>("db");
  s.options.ecosystems = TwoEcosystems(shared);
  s.options.ecosystems.ecosystems[1].packages.push_back(shared);
  s.options.ecosystems.ecosystems[1].default_repository.reset();
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(shared->scans(), 4);
  // The same occurrence from both is one.
  EXPECT_EQ(report->environments.size(), 6);
}

TEST(IndexerTest, EmptyManifest) {
  Setting s;
  Manifest manifest;
  manifest.digest = testing::DigestOf("empty");
  const auto report = s.Make()->Index(Context::Background(), manifest);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->packages.empty());
}

TEST(IndexerTest, DeleteManifestsForgetsLayers) {
  Setting s;
  ASSERT_TRUE(s.Index().ok());
  const Digest digests[] = {s.image.manifest.digest, testing::DigestOf("unknown")};
  const auto deleted = s.Make()->DeleteManifests(Context::Background(), digests);
  ASSERT_TRUE(deleted.ok());
  EXPECT_EQ(*deleted, std::vector<Digest>{s.image.manifest.digest});
  EXPECT_EQ(
      s.Make()->GetIndexReport(Context::Background(), s.image.manifest.digest).status().code(),
      absl::StatusCode::kNotFound);
  ASSERT_TRUE(s.Index().ok());
  EXPECT_EQ(s.fetcher.opened(), 8);
}

// A directory instead of a blob.
class TreeFetcher : public LayerFetcher {
 public:
  static constexpr std::string_view kBytes = "app 1\n";
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&,
                                                   const LayerDescription&) override {
    return absl::UnimplementedError("no blobs here");
  }
  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context&,
                                                      const LayerDescription&) override {
    class Tree : public LayerTree {
      absl::Status ForEach(const Context&,
                           absl::FunctionRef<bool(const FileEntry& entry)> visit) override {
        FileEntry directory;
        directory.path = "srv";
        directory.type = FileType::kDirectory;
        FileEntry file;
        file.path = "srv/pkg";
        file.size = kBytes.size();
        if (visit(directory)) visit(file);
        return absl::OkStatus();
      }
      absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&, const FileEntry&) override {
        return testing::NewStringSource(kBytes);
      }
    };
    return std::make_unique<Tree>();
  }
};

TEST(IndexerTest, TreesGoTheSameWay) {
  Setting s;
  TreeFetcher fetcher;
  s.options.fetcher = &fetcher;
  s.image.manifest.layers.resize(1);
  const auto report = s.Index();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(Lines(*report), std::vector<std::string>{"app 1 @srv/pkg layer 0 repos langs"});
}

TEST(IndexerTest, NonUtf8IsReplaced) {
  Setting s("layer none\nfile \"caf\\xE9/pkg\" <<E\nx 1\nE\nlayer none\nwhiteout \"caf\\xE9\"\n");
  Setting kept("layer none\nfile \"caf\\xE9/pkg\" <<E\nx 1\nE\n");
  EXPECT_EQ(Lines(*s.Index()), std::vector<std::string>{});
  EXPECT_EQ(Lines(*kept.Index()),
            std::vector<std::string>{"x 1 @caf\xEF\xBF\xBD/pkg layer 0 repos langs"});
}

}  // namespace
}  // namespace claircore::internal
