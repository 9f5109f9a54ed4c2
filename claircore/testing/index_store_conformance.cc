#include "claircore/testing/index_store_conformance.h"

#include <atomic>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/testing/samples.h"

namespace claircore::inline v0::testing {
namespace {

const ScannerId kApk = {"test.apk", "1"}, kDpkg = {"test.dpkg", "1"}, kDpkg2 = {"test.dpkg", "2"};

Context Ended() {
  std::stop_source stop;
  stop.request_stop();
  return Context::Background().WithStopToken(stop.get_token());
}

// A store that knows the three scanners.
std::shared_ptr<IndexStore> Fresh(const IndexStoreCase& c) {
  auto store = c.make();
  const std::vector<ScannerId> scanners = {kApk, kDpkg, kDpkg2};
  EXPECT_TRUE(store->RegisterScanners(Context::Background(), scanners).ok());
  EXPECT_TRUE(store->RegisterScanners(Context::Background(), scanners).ok()) << "idempotent";
  return store;
}

absl::Status Put(IndexStore& store, const Digest& layer,
                 const std::vector<ScannerFindings>& findings) {
  return store.PutLayerFindings(Context::Background(), layer, findings);
}

absl::StatusOr<std::vector<LayerFindings>> Get(IndexStore& store, const Digest& layer,
                                               const std::vector<ScannerId>& scanners) {
  return store.GetLayerFindings(Context::Background(), layer, scanners);
}

std::vector<bool> Scanned(IndexStore& store, const std::vector<Digest>& layers,
                          const std::vector<ScannerId>& scanners) {
  auto scanned = store.LayersScanned(Context::Background(), layers, scanners);
  EXPECT_TRUE(scanned.ok()) << scanned.status();
  return scanned.ok() ? *scanned : std::vector<bool>();
}

// Stores manifest, layers and report number `n`.
void PutAll(IndexStore& store, const Manifest& manifest, int n, std::string_view state = "s") {
  for (const LayerDescription& layer : manifest.layers) {
    EXPECT_TRUE(Put(store, layer.digest, {{kApk, SampleFindings(n)}}).ok());
  }
  const auto put =
      store.PutIndexReport(Context::Background(), manifest, SampleIndexReport(n), state);
  EXPECT_TRUE(put.ok()) << put;
}

// Manifest -> names of the packages visited.
std::multimap<Digest, std::string> Find(IndexStore& store, const std::vector<std::string>& names) {
  std::multimap<Digest, std::string> found;
  const absl::Status status = store.FindRecords(
      Context::Background(), names, [&](const Digest& manifest, const IndexRecord& record) {
        EXPECT_NE(record.package, nullptr);
        if (record.package != nullptr) found.emplace(manifest, record.package->name);
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

bool Finds(IndexStore& store, const std::string& name, const Digest& manifest,
           std::string_view package) {
  const auto found = Find(store, {name});
  const auto [begin, end] = found.equal_range(manifest);
  for (auto it = begin; it != end; ++it) {
    if (it->second == package) return true;
  }
  return false;
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(IndexStoreConformance);

TEST_P(IndexStoreConformance, FindingsComeBackWhole) {
  const auto store = Fresh(GetParam());
  const Digest layer = SampleDigest(1);
  ASSERT_TRUE(Put(*store, layer, {{kApk, SampleFindings(1)}, {kDpkg, SampleFindings(2)}}).ok());
  const auto got = Get(*store, layer, {kDpkg, kApk});
  ASSERT_TRUE(got.ok()) << got.status();
  ASSERT_EQ(got->size(), 2u);
  EXPECT_TRUE((*got)[0] == SampleFindings(2)) << "in the order asked, every field kept";
  EXPECT_TRUE((*got)[1] == SampleFindings(1));
  ASSERT_TRUE(Put(*store, layer, {{kApk, SampleFindings(3)}}).ok());
  EXPECT_TRUE(Get(*store, layer, {kApk})->at(0) == SampleFindings(3)) << "replaced";
  EXPECT_TRUE(Get(*store, layer, {kDpkg})->at(0) == SampleFindings(2)) << "not touched";
  ASSERT_TRUE(Put(*store, layer, {{kApk, LayerFindings()}}).ok());
  EXPECT_TRUE(Get(*store, layer, {kApk})->at(0) == LayerFindings()) << "nothing found is a result";
}

TEST_P(IndexStoreConformance, FindingsAreAllOrNotFound) {
  const auto store = Fresh(GetParam());
  const Digest layer = SampleDigest(1);
  EXPECT_EQ(Get(*store, layer, {kApk}).status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(Put(*store, layer, {{kDpkg, SampleFindings(1)}}).ok());
  EXPECT_EQ(Get(*store, layer, {kDpkg, kApk}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Get(*store, layer, {kDpkg2}).status().code(), absl::StatusCode::kNotFound)
      << "another version of a scanner is another scanner";
  EXPECT_EQ(Get(*store, SampleDigest(2), {kDpkg}).status().code(), absl::StatusCode::kNotFound);
}

TEST_P(IndexStoreConformance, KnowsWhatWasScanned) {
  const auto store = Fresh(GetParam());
  const std::vector<Digest> layers = {SampleDigest(1), SampleDigest(2), SampleDigest(3)};
  ASSERT_TRUE(Put(*store, layers[0], {{kApk, SampleFindings(1)}}).ok());
  ASSERT_TRUE(Put(*store, layers[2], {{kDpkg2, LayerFindings()}, {kApk, SampleFindings(1)}}).ok());
  EXPECT_EQ(Scanned(*store, layers, {kApk, kDpkg, kDpkg2}),
            (std::vector<bool>{true, false, false, false, false, false, true, false, true}));
  EXPECT_EQ(Scanned(*store, {layers[2], layers[2]}, {kDpkg2}), (std::vector<bool>{true, true}));
  EXPECT_TRUE(Scanned(*store, {}, {kApk}).empty());
  EXPECT_TRUE(Scanned(*store, layers, {}).empty());
}

TEST_P(IndexStoreConformance, ReportsComeBackWhole) {
  const auto store = Fresh(GetParam());
  const Manifest manifest = SampleManifest(1);
  EXPECT_EQ(store->GetIndexReport(Context::Background(), manifest.digest).status().code(),
            absl::StatusCode::kNotFound);
  PutAll(*store, manifest, 1, "first state");
  auto got = store->GetIndexReport(Context::Background(), manifest.digest);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(got->report == SampleIndexReport(1)) << "every field kept";
  EXPECT_EQ(got->state, "first state");
  IndexReport other = SampleIndexReport(2);
  other.manifest_hash = manifest.digest;
  ASSERT_TRUE(store->PutIndexReport(Context::Background(), manifest, other, "second state").ok());
  got = store->GetIndexReport(Context::Background(), manifest.digest);
  ASSERT_TRUE(got.ok()) << got.status();
  EXPECT_TRUE(got->report == other) << "replaced";
  EXPECT_EQ(got->state, "second state");
}

TEST_P(IndexStoreConformance, FindsRecordsUnderEveryName) {
  const auto store = Fresh(GetParam());
  const Manifest one = SampleManifest(1), two = SampleManifest(2);
  PutAll(*store, one, 1);
  PutAll(*store, two, 2);
  EXPECT_TRUE(Find(*store, {}).empty());
  EXPECT_TRUE(Finds(*store, "name-1", one.digest, "name-1"));
  EXPECT_TRUE(Finds(*store, "NAME_1", one.digest, "name-1")) << "FoldName()";
  EXPECT_TRUE(Finds(*store, "name-.-1", one.digest, "name-1")) << "FoldName()";
  EXPECT_TRUE(Finds(*store, "source-2", two.digest, "name-2")) << "the source's name";
  EXPECT_TRUE(Finds(*store, "module-2:stream", two.digest, "name-2")) << "the module";
  EXPECT_TRUE(Finds(*store, "owner-1", one.digest, "owner-1"));
  const auto both = Find(*store, {"nothing", "name-1", "name-2"});
  EXPECT_TRUE(both.contains(one.digest) && both.contains(two.digest));

  // A report that replaced another is searched in its place.
  IndexReport empty;
  empty.manifest_hash = one.digest;
  ASSERT_TRUE(store->PutIndexReport(Context::Background(), one, empty, "s").ok());
  EXPECT_FALSE(Finds(*store, "name-1", one.digest, "name-1"));
}

// Both sides are folded: what is stored is spelled as its ecosystem spells it.
TEST_P(IndexStoreConformance, FoldsStoredNamesToo) {
  const auto store = Fresh(GetParam());
  const Manifest manifest = SampleManifest(1);
  IndexReport report = SampleIndexReport(1);
  Package source;
  source.name = "Source_Of..All";
  source.kind = PackageKind::kSource;
  Package& package = report.packages.at("1");
  package.name = "Django_REST.framework";
  package.module = "Mod_Ule:1";
  package.source = std::make_shared<const Package>(source);
  for (const LayerDescription& layer : manifest.layers) {
    ASSERT_TRUE(Put(*store, layer.digest, {{kApk, SampleFindings(1)}}).ok());
  }
  ASSERT_TRUE(store->PutIndexReport(Context::Background(), manifest, report, "s").ok());
  for (const char* name :
       {"django-rest-framework", "Django_REST.framework", "DJANGO.REST--FRAMEWORK", "source-of-all",
        "Source_Of..All", "mod-ule:1", "MOD.ULE:1"}) {
    EXPECT_TRUE(Finds(*store, name, manifest.digest, package.name)) << name;
  }
}

// Reports of matchers list what a record has in its order.
TEST_P(IndexStoreConformance, RecordsAreInTheOrderOfIds) {
  const auto store = Fresh(GetParam());
  const Manifest manifest = SampleManifest(1);
  IndexReport report = SampleIndexReport(1);
  Environment first = report.environments.at("1")[0], second = first, third = first;
  first.distribution_id = "2";
  first.repository_ids = {"2"};
  second.distribution_id = "1";
  second.repository_ids = {"1", "2"};
  third.distribution_id = "2";
  third.repository_ids = {};
  report.environments["1"] = {first, second, third};
  ASSERT_TRUE(Put(*store, manifest.layers[0].digest, {{kApk, SampleFindings(1)}}).ok());
  ASSERT_TRUE(store->PutIndexReport(Context::Background(), manifest, report, "s").ok());
  const std::vector<std::string> names = {"name-1"};
  std::vector<std::string> distributions, repositories;
  std::vector<Environment> environments;
  const absl::Status found = store->FindRecords(
      Context::Background(), names, [&](const Digest&, const IndexRecord& record) {
        if (record.package->name != "name-1") return absl::OkStatus();
        environments.assign(record.environments.begin(), record.environments.end());
        for (const Distribution* d : record.distributions) distributions.push_back(d->id);
        for (const Repository* r : record.repositories) repositories.push_back(r->id);
        return absl::OkStatus();
      });
  ASSERT_TRUE(found.ok()) << found;
  EXPECT_EQ(distributions, (std::vector<std::string>{"1", "2"})) << "distinct, in order of ids";
  EXPECT_EQ(repositories, (std::vector<std::string>{"1", "2"})) << "distinct, in order of ids";
  EXPECT_TRUE(environments == report.environments.at("1")) << "all, in the report's order";
}

TEST_P(IndexStoreConformance, RecordsHoldWhatAMatcherNeeds) {
  const auto store = Fresh(GetParam());
  const Manifest manifest = SampleManifest(1);
  const IndexReport report = SampleIndexReport(1);
  PutAll(*store, manifest, 1);
  int visits = 0;
  const std::vector<std::string> names = {"name-1"};
  ASSERT_TRUE(store
                  ->FindRecords(Context::Background(), names,
                                [&](const Digest& of, const IndexRecord& record) {
                                  if (record.package->name != "name-1") return absl::OkStatus();
                                  ++visits;
                                  EXPECT_EQ(of, manifest.digest);
                                  EXPECT_TRUE(*record.package == report.packages.at("1"));
                                  // Not the occurrence that has an owner.
                                  EXPECT_EQ(record.environments.size(), 1u);
                                  for (const Environment& e : record.environments) {
                                    EXPECT_TRUE(e == report.environments.at("1")[0]);
                                  }
                                  EXPECT_EQ(record.distributions.size(), 1u);
                                  for (const Distribution* d : record.distributions) {
                                    EXPECT_EQ(*d, report.distributions.at("1"));
                                  }
                                  EXPECT_EQ(record.repositories.size(), 2u);
                                  if (record.repositories.size() == 2) {
                                    EXPECT_EQ(*record.repositories[1], report.repositories.at("2"));
                                  }
                                  return absl::OkStatus();
                                })
                  .ok());
  EXPECT_EQ(visits, 1);
  visits = 0;
  const absl::Status stopped =
      store->FindRecords(Context::Background(), names, [&](const Digest&, const IndexRecord&) {
        ++visits;
        return absl::AbortedError("enough");
      });
  EXPECT_EQ(stopped.code(), absl::StatusCode::kAborted) << "the visitor's status is returned";
  EXPECT_EQ(visits, 1);
}

TEST_P(IndexStoreConformance, DeletesWhatNobodyElseUses) {
  const auto store = Fresh(GetParam());
  const Manifest one = SampleManifest(1);
  Manifest two = SampleManifest(2);
  two.layers[0] = one.layers[0];
  PutAll(*store, one, 1);
  PutAll(*store, two, 2);
  const std::vector<Digest> doomed = {one.digest, SampleDigest(99)};
  const auto deleted = store->DeleteManifests(Context::Background(), doomed);
  ASSERT_TRUE(deleted.ok()) << deleted.status();
  EXPECT_EQ(*deleted, std::vector<Digest>{one.digest});
  EXPECT_EQ(store->GetIndexReport(Context::Background(), one.digest).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_TRUE(store->GetIndexReport(Context::Background(), two.digest).ok());
  EXPECT_EQ(Find(*store, {"name-1"}).count(one.digest), 0u);
  EXPECT_EQ(Scanned(*store, {one.layers[0].digest, one.layers[1].digest}, {kApk}),
            (std::vector<bool>{true, false}))
      << "a shared layer stays, another goes";
  EXPECT_EQ(Get(*store, one.layers[1].digest, {kApk}).status().code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(store->DeleteManifests(Context::Background(), doomed)->empty());
  PutAll(*store, one, 1);
  EXPECT_TRUE(store->GetIndexReport(Context::Background(), one.digest).ok()) << "once more";
}

TEST_P(IndexStoreConformance, AnEndedContextChangesNothing) {
  const auto store = Fresh(GetParam());
  const Context ended = Ended();
  const Manifest manifest = SampleManifest(1);
  const std::vector<ScannerId> scanners = {kApk};
  const std::vector<Digest> layers = {manifest.layers[0].digest}, manifests = {manifest.digest};
  const std::vector<std::string> names = {"name-1"};
  const std::vector<ScannerFindings> findings = {{kApk, SampleFindings(1)}};
  const auto cancelled = absl::StatusCode::kCancelled;
  EXPECT_EQ(store->RegisterScanners(ended, scanners).code(), cancelled);
  EXPECT_EQ(store->PutLayerFindings(ended, layers[0], findings).code(), cancelled);
  EXPECT_EQ(store->PutIndexReport(ended, manifest, SampleIndexReport(1), "s").code(), cancelled);
  EXPECT_EQ(Scanned(*store, layers, scanners), std::vector<bool>{false});
  EXPECT_EQ(store->GetIndexReport(Context::Background(), manifest.digest).status().code(),
            absl::StatusCode::kNotFound);
  PutAll(*store, manifest, 1);
  EXPECT_EQ(store->LayersScanned(ended, layers, scanners).status().code(), cancelled);
  EXPECT_EQ(store->GetLayerFindings(ended, layers[0], scanners).status().code(), cancelled);
  EXPECT_EQ(store->GetIndexReport(ended, manifest.digest).status().code(), cancelled);
  EXPECT_EQ(store->DeleteManifests(ended, manifests).status().code(), cancelled);
  EXPECT_EQ(store
                ->FindRecords(ended, names,
                              [](const Digest&, const IndexRecord&) { return absl::OkStatus(); })
                .code(),
            cancelled);
  EXPECT_TRUE(store->GetIndexReport(Context::Background(), manifest.digest).ok());
}

TEST_P(IndexStoreConformance, ReadersNeverSeeHalfACall) {
  const auto store = Fresh(GetParam());
  const Manifest manifest = SampleManifest(1);
  const Digest layer = manifest.layers[0].digest;
  const auto put = [&](int n) {
    EXPECT_TRUE(Put(*store, layer, {{kApk, SampleFindings(n)}, {kDpkg, SampleFindings(n)}}).ok());
    EXPECT_TRUE(store
                    ->PutIndexReport(Context::Background(), manifest, SampleIndexReport(n),
                                     std::to_string(n))
                    .ok());
  };
  put(0);
  std::atomic<bool> stop = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        const auto both = Get(*store, layer, {kApk, kDpkg});
        EXPECT_TRUE(both.ok() && (*both)[0] == (*both)[1]) << "half old, half new";
        const auto report = store->GetIndexReport(Context::Background(), manifest.digest);
        EXPECT_TRUE(report.ok() &&
                    report->report == SampleIndexReport(report->state == "0" ? 0 : 1));
      }
    });
  }
  for (int n = 1; n <= 50; ++n) put(n % 2);
  stop = true;
  for (std::thread& reader : readers) reader.join();
}

TEST_P(IndexStoreConformance, TakesManyThreads) {
  const auto store = Fresh(GetParam());
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 5; ++i) {
        const int n = 100 + 10 * t + i;
        PutAll(*store, SampleManifest(n), n);
        EXPECT_TRUE(Finds(*store, "name-" + std::to_string(n), SampleDigest(n),
                          "name-" + std::to_string(n)));
      }
      const std::vector<Digest> first = {SampleDigest(100 + 10 * t)};
      EXPECT_EQ(*store->DeleteManifests(Context::Background(), first), first);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(store->GetIndexReport(Context::Background(), SampleDigest(170)).ok());
  EXPECT_TRUE(store->GetIndexReport(Context::Background(), SampleDigest(174)).ok());
}

}  // namespace claircore::inline v0::testing
