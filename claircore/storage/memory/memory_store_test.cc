#include "claircore/storage/memory/memory_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/index_store_conformance.h"
#include "claircore/testing/manual_clock.h"
#include "claircore/testing/samples.h"
#include "claircore/testing/vulnerability_store_conformance.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::IndexStoreCase;
using testing::IndexStoreConformance;
using testing::ManualClock;
using testing::SampleAdvisory;
using testing::SampleDigest;
using testing::SampleFindings;
using testing::SampleIndexReport;
using testing::SampleManifest;
using testing::VulnerabilityStoreCase;
using testing::VulnerabilityStoreConformance;

std::string TestPath(std::string_view name) {
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  return ::testing::TempDir() + "/" + info->test_suite_name() + "." + info->name() + "." +
         std::string(name);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

// Saves and loads between every two uses, to hold a loaded store to the same rules.
std::shared_ptr<MemoryStore> Reloaded(MemoryStore& store) {
  static int n = 0;
  const std::string path = ::testing::TempDir() + "/reload" + std::to_string(++n);
  std::remove(path.c_str());
  EXPECT_TRUE(store.Save(Context::Background(), path).ok());
  auto loaded = MemoryStore::Load(Context::Background(), path);
  EXPECT_TRUE(loaded.ok()) << loaded.status();
  return *std::move(loaded);
}

std::shared_ptr<IndexStore> NewIndexStore() {
  auto store = std::make_shared<MemoryStore>();
  return {store, &store->index()};
}
std::shared_ptr<IndexStore> LoadedIndexStore() {
  MemoryStore empty;
  auto store = Reloaded(empty);
  return {store, &store->index()};
}
std::shared_ptr<VulnerabilityStore> NewVulnerabilityStore() {
  auto store = std::make_shared<MemoryStore>();
  return {store, &store->vulnerabilities()};
}
std::shared_ptr<VulnerabilityStore> LoadedVulnerabilityStore() {
  MemoryStore empty;
  auto store = Reloaded(empty);
  return {store, &store->vulnerabilities()};
}

}  // namespace
}  // namespace claircore

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(Memory, IndexStoreConformance,
                         ::testing::Values(IndexStoreCase{"New", &NewIndexStore},
                                           IndexStoreCase{"Loaded", &LoadedIndexStore}),
                         CaseName());
INSTANTIATE_TEST_SUITE_P(Memory, VulnerabilityStoreConformance,
                         ::testing::Values(VulnerabilityStoreCase{"New", &NewVulnerabilityStore},
                                           VulnerabilityStoreCase{"Loaded",
                                                                  &LoadedVulnerabilityStore}),
                         CaseName());
}  // namespace claircore::inline v0::testing

namespace claircore {
namespace {

const Context& Ctx() {
  static const Context* const context = new Context(Context::Background());
  return *context;
}

UpdateOperation Apply(MemoryStore& store, const Context& context, const std::string& updater,
                      const std::vector<Advisory>& advisories) {
  size_t i = 0;
  const auto operation = store.vulnerabilities().ApplyUpdate(
      context,
      {.updater = updater, .fingerprint = "f", .date = {}, .mode = {}, .replaced_keys = {}},
      [&](Advisory& advisory) -> absl::StatusOr<bool> {
        if (i == advisories.size()) return false;
        advisory = advisories[i++];
        return true;
      });
  EXPECT_TRUE(operation.ok()) << operation.status();
  return operation.ok() ? *operation : UpdateOperation();
}

std::vector<Advisory> Samples(int from, int to) {
  std::vector<Advisory> all;
  for (int n = from; n < to; ++n) all.push_back(SampleAdvisory(n, "p-" + std::to_string(n)));
  return all;
}

size_t Count(MemoryStore& store, const std::string& ref) {
  size_t n = 0;
  const absl::Status status = store.vulnerabilities().ForEach(Ctx(), ref, [&](const Advisory&) {
    ++n;
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return n;
}

// A store with something of everything.
void Fill(MemoryStore& store, const Context& context) {
  Apply(store, context, "a", Samples(0, 200));
  Apply(store, context, "a", Samples(1, 201));
  Apply(store, context, "b", Samples(0, 3));
  bool given = false;
  ASSERT_TRUE(
      store.vulnerabilities()
          .ApplyEnrichments(
              context,
              {.updater = "epss", .fingerprint = "e", .date = {}, .mode = {}, .replaced_keys = {}},
              [&](EnrichmentRecord& record) -> absl::StatusOr<bool> {
                if (given) return false;
                record = {{"CVE-1"}, "{}"};
                return given = true;
              })
          .ok());
  ASSERT_TRUE(
      store.vulnerabilities().RecordUpdaterStatus(context, {"a", {}, {}, "a failure", "f"}).ok());
  const std::vector<ScannerFindings> findings = {{{"dpkg", "1"}, SampleFindings(1)}};
  ASSERT_TRUE(
      store.index().PutLayerFindings(context, SampleManifest(1).layers[0].digest, findings).ok());
  ASSERT_TRUE(
      store.index().PutIndexReport(context, SampleManifest(1), SampleIndexReport(1), "state").ok());
  ASSERT_TRUE(store.segments().Put(context, "a@1", std::string(10000, 'x') + "end").ok());
  ASSERT_TRUE(store.segments().Put(context, "empty", "").ok());
  ASSERT_TRUE(store.notifications().SetDelivered(context, "a", "r1").ok());
}

TEST(MemoryStore, ComesBackFromItsFile) {
  MemoryStore store;
  Fill(store, Ctx());
  const auto updates = *store.vulnerabilities().ListUpdates(Ctx(), "");
  const auto loaded = Reloaded(store);
  EXPECT_FALSE(store.changed());
  EXPECT_FALSE(loaded->changed());
  EXPECT_EQ(*loaded->vulnerabilities().ListUpdates(Ctx(), ""), updates);
  for (const UpdateOperation& operation : updates) {
    if (operation.kind == UpdateKind::kEnrichment) continue;
    EXPECT_EQ(Count(*loaded, operation.ref), Count(store, operation.ref));
  }
  const std::vector<std::string> tags = {"CVE-1"};
  EXPECT_EQ(loaded->vulnerabilities().FindEnrichments(Ctx(), "epss", tags)->size(), 1u);
  EXPECT_EQ(*loaded->vulnerabilities().ListUpdaterStatus(Ctx()),
            *store.vulnerabilities().ListUpdaterStatus(Ctx()));
  const std::vector<ScannerId> scanners = {{"dpkg", "1"}};
  const auto findings =
      loaded->index().GetLayerFindings(Ctx(), SampleManifest(1).layers[0].digest, scanners);
  ASSERT_TRUE(findings.ok()) << findings.status();
  EXPECT_EQ((*findings)[0], SampleFindings(1));
  const auto report = loaded->index().GetIndexReport(Ctx(), SampleDigest(1));
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->report, SampleIndexReport(1));
  EXPECT_EQ(report->state, "state");
  const std::vector<std::string> names = {"Source_1"};
  int visits = 0;
  EXPECT_TRUE(loaded->index()
                  .FindRecords(Ctx(), names,
                               [&](const Digest&, const IndexRecord&) {
                                 ++visits;
                                 return absl::OkStatus();
                               })
                  .ok());
  EXPECT_EQ(visits, 1) << "the inverted index is read back";
  const auto segment = loaded->segments().Open(Ctx(), "a@1");
  ASSERT_TRUE(segment.ok()) << segment.status();
  EXPECT_EQ((*segment)->bytes().size(), 10003u);
  EXPECT_TRUE((*segment)->bytes().ends_with("xend"));
  EXPECT_EQ(reinterpret_cast<uintptr_t>((*segment)->bytes().data()) % 4096, 0u) << "on a page";
  EXPECT_EQ((*loaded->segments().Open(Ctx(), "empty"))->bytes(), "");
  EXPECT_EQ(*loaded->notifications().Delivered(Ctx(), "a"), "r1");
  EXPECT_EQ(*loaded->notifications().Delivered(Ctx(), "z"), "");
}

TEST(MemoryStore, WritesTheSameBytesForTheSameContents) {
  ManualClock clock;
  const Context context = Ctx().WithClock(&clock);
  const std::string one = TestPath("1"), two = TestPath("2"), three = TestPath("3");
  for (const std::string& path : {one, two}) {
    MemoryStore store;
    Fill(store, context);
    ASSERT_TRUE(store.Save(context, path).ok());
  }
  EXPECT_EQ(ReadFile(one), ReadFile(two));
  const auto loaded = MemoryStore::Load(context, one);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  ASSERT_TRUE((*loaded)->Save(context, three).ok());
  EXPECT_EQ(ReadFile(one), ReadFile(three)) << "what was loaded is written as it was";
}

TEST(MemoryStore, OperationsShareWhatDidNotChange) {
  MemoryStore one, ten;
  std::vector<Advisory> advisories = Samples(0, 3000);
  Apply(one, Ctx(), "a", advisories);
  for (int n = 0; n < 10; ++n) {
    advisories[n * 300].description += " changed";
    Apply(ten, Ctx(), "a", advisories);
  }
  const std::string small = TestPath("1"), large = TestPath("10");
  ASSERT_TRUE(one.Save(Ctx(), small).ok());
  ASSERT_TRUE(ten.Save(Ctx(), large).ok());
  EXPECT_LT(ReadFile(large).size(), 2 * ReadFile(small).size()) << "not ten times";
}

TEST(MemoryStore, RefsGrowThoughTheClockIsSetBack) {
  ManualClock clock;
  const Context context = Ctx().WithClock(&clock);
  MemoryStore store;
  const std::string first = Apply(store, context, "a", {}).ref;
  const std::string same_time = Apply(store, context, "a", {}).ref;
  clock.SetNow({});
  const std::string back = Apply(store, context, "b", {}).ref;
  EXPECT_LT(first, same_time);
  EXPECT_LT(same_time, back);
  const auto loaded = Reloaded(store);
  EXPECT_LT(back, Apply(*loaded, context, "a", {}).ref) << "remembered in the file";
}

TEST(MemoryStore, SaysWhenThereIsNoFile) {
  const std::string path = TestPath("none");
  EXPECT_EQ(MemoryStore::Load(Ctx(), path).status().code(), absl::StatusCode::kNotFound);
  const auto store = MemoryStore::LoadOrCreate(Ctx(), path);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_FALSE((*store)->changed());
  Apply(**store, Ctx(), "a", Samples(0, 1));
  EXPECT_TRUE((*store)->changed());
  ASSERT_TRUE((*store)->Save(Ctx(), path).ok());
  ASSERT_TRUE((*store)->Save(Ctx(), path).ok()) << "again, over its own";
  std::remove(path.c_str());
  ASSERT_TRUE((*store)->Save(Ctx(), path).ok()) << "though somebody took it away";
  EXPECT_TRUE(MemoryStore::Load(Ctx(), path).ok());
  EXPECT_EQ(MemoryStore::Load(Ctx(), ::testing::TempDir()).status().code(),
            absl::StatusCode::kInvalidArgument)
      << "a directory";
}

TEST(MemoryStore, DoesNotOverwriteWhatAnotherProcessSaved) {
  const std::string path = TestPath("shared");
  std::remove(path.c_str());
  const auto first = *MemoryStore::LoadOrCreate(Ctx(), path);
  const auto second = *MemoryStore::LoadOrCreate(Ctx(), path);
  Apply(*first, Ctx(), "a", Samples(0, 10));
  Apply(*second, Ctx(), "b", Samples(0, 20));
  ASSERT_TRUE(first->Save(Ctx(), path).ok());
  const std::string saved = ReadFile(path);
  EXPECT_EQ(second->Save(Ctx(), path).code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(second->changed());
  EXPECT_EQ(ReadFile(path), saved);
  MemoryStore third;
  Apply(third, Ctx(), "c", {});
  EXPECT_TRUE(third.Save(Ctx(), path).ok()) << "saving to a new place replaces what is there";
  EXPECT_EQ(Count(*first, first->vulnerabilities().ListUpdates(Ctx(), "a")->at(0).ref), 10u);
}

TEST(MemoryStore, LoadedDataOutliveTheirName) {
  MemoryStore store;
  Fill(store, Ctx());
  const std::string path = TestPath("gone");
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  const auto loaded = *MemoryStore::Load(Ctx(), path);
  const auto segment = *loaded->segments().Open(Ctx(), "a@1");
  MemoryStore other;
  ASSERT_TRUE(other.Save(Ctx(), path).ok());
  std::remove(path.c_str());
  EXPECT_EQ(Count(*loaded, loaded->vulnerabilities().ListUpdates(Ctx(), "a")->at(0).ref), 200u);
  EXPECT_TRUE(segment->bytes().ends_with("xend"));
}

TEST(MemoryStore, SavingWaitsForTheLockAsLongAsItsContext) {
  const std::string path = TestPath("locked");
  const int fd = open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_EQ(flock(fd, LOCK_EX), 0);
  MemoryStore store;
  EXPECT_EQ(store.Save(Ctx().WithTimeout(std::chrono::milliseconds(60)), path).code(),
            absl::StatusCode::kDeadlineExceeded);
  close(fd);
  EXPECT_TRUE(store.Save(Ctx(), path).ok());
}

TEST(MemoryStore, AFailedSaveLeavesTheOldFile) {
  const std::string path = TestPath("kept");
  MemoryStore store;
  Fill(store, Ctx());
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  const std::string before = ReadFile(path);
  ASSERT_EQ(mkdir((path + ".tmp").c_str(), 0700), 0);  // stands in the way of the new file
  Apply(store, Ctx(), "a", {});
  EXPECT_FALSE(store.Save(Ctx(), path).ok());
  EXPECT_TRUE(store.changed());
  EXPECT_EQ(ReadFile(path), before);
  rmdir((path + ".tmp").c_str());
  EXPECT_TRUE(store.Save(Ctx(), path).ok());
  EXPECT_FALSE(MemoryStore().Save(Ctx(), ::testing::TempDir() + "/no/such/folder/x").ok());
}

// Uses everything of a store; only whether it survives matters.
void UseAll(MemoryStore& store) {
  const auto updates = store.vulnerabilities().ListUpdates(Ctx(), "");
  if (updates.ok()) {
    for (const UpdateOperation& operation : *updates) {
      (void)store.vulnerabilities().ForEach(Ctx(), operation.ref,
                                            [](const Advisory&) { return absl::OkStatus(); });
    }
  }
  const std::vector<PackageKey> keys = {SampleAdvisory(1, "p-1").affected[0].key};
  (void)store.vulnerabilities().Find(
      Ctx(), keys, [](const UpdateOperation&, const Advisory&) { return absl::OkStatus(); });
  const std::vector<std::string> names = {"name-1"};
  (void)store.index().FindRecords(
      Ctx(), names, [](const Digest&, const IndexRecord&) { return absl::OkStatus(); });
  (void)store.index().GetIndexReport(Ctx(), SampleDigest(1)).status();
  const std::vector<Digest> digests = {SampleDigest(1)};
  (void)store.index().DeleteManifests(Ctx(), digests).status();
}

TEST(MemoryStore, DamageIsDataLoss) {
  MemoryStore store;
  Fill(store, Ctx());
  const std::string path = TestPath("good"), bad = TestPath("bad");
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  const std::string good = ReadFile(path);
  for (size_t size : {size_t{0}, size_t{10}, size_t{64}, good.size() / 2, good.size() - 1}) {
    WriteFile(bad, good.substr(0, size));
    EXPECT_EQ(MemoryStore::Load(Ctx(), bad).status().code(), absl::StatusCode::kDataLoss) << size;
  }
  WriteFile(bad, good + "x");
  EXPECT_EQ(MemoryStore::Load(Ctx(), bad).status().code(), absl::StatusCode::kDataLoss);
  std::string newer = good;
  newer[8] = 9;
  WriteFile(bad, newer);
  EXPECT_EQ(MemoryStore::Load(Ctx(), bad).status().code(), absl::StatusCode::kFailedPrecondition);
  int refused = 0;
  for (size_t at = 0; at < good.size(); at += 1 + good.size() / 100) {
    std::string bent = good;
    bent[at] ^= 0x41;
    WriteFile(bad, bent);
    const auto loaded = MemoryStore::Load(Ctx(), bad);
    if (!loaded.ok()) {
      ++refused;
      continue;
    }
    UseAll(**loaded);
  }
  EXPECT_GT(refused, 0);
  // A block of advisories that cannot be read is an error of the call, not a shorter answer.
  std::string bent = good;
  for (size_t at = 64; at < 4096; ++at) bent[at] ^= 0x41;
  WriteFile(bad, bent);
  const auto loaded = MemoryStore::Load(Ctx(), bad);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const auto updates = *(*loaded)->vulnerabilities().ListUpdates(Ctx(), "a");
  EXPECT_EQ(
      (*loaded)
          ->vulnerabilities()
          .ForEach(Ctx(), updates.back().ref, [](const Advisory&) { return absl::OkStatus(); })
          .code(),
      absl::StatusCode::kDataLoss);
}

TEST(MemoryStore, SegmentsAreReplacedUnderTheirReaders) {
  MemoryStore store;
  SegmentStore& segments = store.segments();
  ASSERT_TRUE(segments.Put(Ctx(), "s", "old").ok());
  const auto old = *segments.Open(Ctx(), "s");
  ASSERT_TRUE(segments.Put(Ctx(), "s", "new").ok());
  EXPECT_EQ(old->bytes(), "old");
  EXPECT_EQ((*segments.Open(Ctx(), "s"))->bytes(), "new");
  EXPECT_EQ(*segments.List(Ctx()), std::vector<std::string>{"s"});
  ASSERT_TRUE(segments.Delete(Ctx(), "s").ok());
  ASSERT_TRUE(segments.Delete(Ctx(), "s").ok()) << "idempotent";
  EXPECT_EQ(segments.Open(Ctx(), "s").status().code(), absl::StatusCode::kNotFound);
  for (std::string_view name : {"", "a/b", "a b", "\n"}) {
    EXPECT_EQ(segments.Put(Ctx(), name, "x").code(), absl::StatusCode::kInvalidArgument) << name;
  }
}

TEST(MemoryStore, ConcurrentDeltasAllCount) {
  MemoryStore store;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      bool given = false;
      const auto operation =
          store.vulnerabilities().ApplyUpdate(Ctx(),
                                              {.updater = "a",
                                               .fingerprint = "f",
                                               .date = {},
                                               .mode = UpdateMode::kDelta,
                                               .replaced_keys = {}},
                                              [&](Advisory& advisory) -> absl::StatusOr<bool> {
                                                if (given) return false;
                                                advisory = SampleAdvisory(t, "p");
                                                return given = true;
                                              });
      EXPECT_TRUE(operation.ok()) << operation.status();
    });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(store.Save(Ctx(), TestPath("while")).ok());
  });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count(store, store.vulnerabilities().ListUpdates(Ctx(), "a")->at(0).ref), 8u);
}

}  // namespace
}  // namespace claircore
