#include "claircore/storage/memory/memory_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "claircore/codec/codec.h"
#include "claircore/internal/status_macros.h"
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

std::string AllOf(const SharedBytes& bytes) {
  std::string all(bytes.size(), '\0');
  const auto n = bytes.ReadAt(0, std::as_writable_bytes(std::span(all)));
  return n.ok() && *n == all.size() ? all : n.status().ToString();
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
  EXPECT_EQ((*segment)->size(), 10003u);
  EXPECT_TRUE(AllOf(**segment).ends_with("xend"));
  EXPECT_EQ(AllOf(**loaded->segments().Open(Ctx(), "empty")), "");
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
  EXPECT_TRUE(AllOf(*segment).ends_with("xend"));
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

// All that a store answers, or the first error that it answers with.
absl::StatusOr<std::string> Answers(MemoryStore& store) {
  std::string all;
  CLAIRCORE_ASSIGN_OR_RETURN(const auto updates, store.vulnerabilities().ListUpdates(Ctx(), ""));
  for (const UpdateOperation& operation : updates) {
    all += operation.ref + operation.updater + "\n";
    if (operation.kind == UpdateKind::kEnrichment) {
      CLAIRCORE_RETURN_IF_ERROR(store.vulnerabilities().ForEachEnrichment(
          Ctx(), operation.updater, [&](const EnrichmentRecord& record) {
            all += codec::Encode(record);
            return absl::OkStatus();
          }));
    } else {
      CLAIRCORE_RETURN_IF_ERROR(
          store.vulnerabilities().ForEach(Ctx(), operation.ref, [&](const Advisory& advisory) {
            all += codec::Encode(advisory);
            return absl::OkStatus();
          }));
    }
  }
  const std::vector<PackageKey> keys = {SampleAdvisory(1, "p-1").affected[0].key};
  CLAIRCORE_RETURN_IF_ERROR(store.vulnerabilities().Find(
      Ctx(), keys, [&](const UpdateOperation& operation, const Advisory& advisory) {
        all += operation.ref + codec::Encode(advisory);
        return absl::OkStatus();
      }));
  const std::vector<std::string> names = {"Source_1"};
  CLAIRCORE_RETURN_IF_ERROR(
      store.index().FindRecords(Ctx(), names, [&](const Digest& digest, const IndexRecord& record) {
        all += digest.ToString() + record.package->name;
        return absl::OkStatus();
      }));
  CLAIRCORE_ASSIGN_OR_RETURN(const auto report,
                             store.index().GetIndexReport(Ctx(), SampleDigest(1)));
  return all + codec::Encode(report.report);
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
  const auto answers = Answers(store);
  ASSERT_TRUE(answers.ok()) << answers.status();
  int at_once = 0, later = 0;
  for (size_t at = 0; at < good.size(); at += 1 + good.size() / 500) {
    std::string bent = good;
    bent[at] ^= 0x41;
    WriteFile(bad, bent);
    const auto loaded = MemoryStore::Load(Ctx(), bad);
    const auto got = loaded.ok() ? Answers(**loaded) : loaded.status();
    if (got.ok()) {  // a segment, or between two parts
      EXPECT_EQ(*got, *answers) << at;
      continue;
    }
    ++(loaded.ok() ? later : at_once);
    if (at < 8 || at >= 16) EXPECT_EQ(got.status().code(), absl::StatusCode::kDataLoss) << at;
    EXPECT_TRUE(got.status().message().find(bad) != std::string::npos) << at << got.status();
    EXPECT_TRUE(got.status().message().find("delete the file and update again") !=
                std::string::npos);
  }
  EXPECT_GT(at_once, 0);
  EXPECT_GT(later, 100);
}

TEST(MemoryStore, AnotherVersionIsRefusedInALine) {
  MemoryStore store;
  Fill(store, Ctx());
  const std::string path = TestPath("old");
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  for (const char version : {'\1', '\7'}) {
    std::string bytes = ReadFile(path);
    bytes[8] = version;
    WriteFile(path, bytes);
    const auto loaded = MemoryStore::LoadOrCreate(Ctx(), path);
    EXPECT_EQ(loaded.status(),
              absl::FailedPreconditionError(
                  path + ": made by another version of claircore (its format is " +
                  std::to_string(version) + ", this one's 2); delete the file and update again"));
  }
}

// What a copy over a shared database, or a sync in place, does to whoever reads it just then.
TEST(MemoryStore, TruncatedUnderAReaderIsDataLoss) {
  MemoryStore store;
  Fill(store, Ctx());
  const std::string path = TestPath("cut");
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  const auto loaded = MemoryStore::Load(Ctx(), path);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  const auto segment = *(*loaded)->segments().Open(Ctx(), "a@1");
  ASSERT_EQ(truncate(path.c_str(), 0), 0);
  EXPECT_EQ(Answers(**loaded).status().code(), absl::StatusCode::kDataLoss);
  std::array<std::byte, 100> buffer;
  EXPECT_EQ(segment->ReadAt(0, buffer).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ((*loaded)->Save(Ctx(), TestPath("copy")).code(), absl::StatusCode::kDataLoss);
}

TEST(MemoryStore, MapsForAHostThatOwnsTheFile) {
  MemoryStore store;
  Fill(store, Ctx());
  const std::string path = TestPath("mapped");
  ASSERT_TRUE(store.Save(Ctx(), path).ok());
  const auto loaded = MemoryStore::Load(Ctx(), path, FileReading::kMapped);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(*Answers(**loaded), *Answers(store));
  const auto segment = *(*loaded)->segments().Open(Ctx(), "a@1");
  EXPECT_EQ(reinterpret_cast<uintptr_t>(segment->in_place().data()) % 4096, 0u) << "on a page";
}

TEST(MemoryStore, SegmentsAreReplacedUnderTheirReaders) {
  MemoryStore store;
  SegmentStore& segments = store.segments();
  ASSERT_TRUE(segments.Put(Ctx(), "s", "old").ok());
  const auto old = *segments.Open(Ctx(), "s");
  ASSERT_TRUE(segments.Put(Ctx(), "s", "new").ok());
  EXPECT_EQ(AllOf(*old), "old");
  EXPECT_EQ(AllOf(**segments.Open(Ctx(), "s")), "new");
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
