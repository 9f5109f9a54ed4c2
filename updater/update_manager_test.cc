#include "claircore/update_manager.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "claircore/clock.h"
#include "claircore/testing/executors.h"
#include "updater/test_support.h"

namespace claircore::update {
namespace {

using Strings = std::vector<std::string>;

// "add NAME", "replace KEY NAME..", "skip WHY", "fail", each on a line: a feed and its parser.
class ScriptUpdater final : public Updater {
 public:
  ScriptUpdater(std::string name, std::string url) : name_(std::move(name)), url_(std::move(url)) {}
  std::string_view name() const override { return name_; }
  UpdateKind kind() const override {
    return name_ == "enrich" ? UpdateKind::kEnrichment : UpdateKind::kVulnerability;
  }
  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override {
    auto response = http.Do(context, {.method = "GET", .url = url_, .headers = {}});
    if (!response.ok()) return response.status();
    if (response->status != 200) return absl::UnavailableError("no feed");
    const std::string etag = response->headers["etag"];
    if (etag == previous) return Fetched{.changed = false, .fingerprint = etag};
    if (absl::Status s = out.Add(context, "script", *response->body); !s.ok()) return s;
    return Fetched{.changed = true, .fingerprint = etag};
  }
  absl::Status Parse(const Context& context, BlobReader& in,
                     VulnerabilitySink& out) const override {
    return Lines(in, [&](const Strings& words) {
      if (words[0] == "fail") return absl::DataLossError("broken feed");
      if (words[0] == "throw") throw std::bad_alloc();
      if (words[0] == "hang") {
        while (context.Check().ok()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return context.Check();
      }
      if (words[0] == "skip") {
        out.Skip("x", words[1]);
        return absl::OkStatus();
      }
      if (words[0] == "add") return out.Add(Make(words[1], words[1]));
      std::vector<Advisory> list;
      for (size_t i = 2; i < words.size(); ++i) list.push_back(Make(words[1], words[i]));
      return out.ReplaceSource(words[1], std::move(list));
    });
  }
  absl::Status ParseEnrichments(const Context&, BlobReader& in,
                                EnrichmentSink& out) const override {
    return Lines(in,
                 [&](const Strings& words) { return out.Add({.tags = {words[1]}, .json = "{}"}); });
  }

 private:
  static Advisory Make(const std::string& key, const std::string& name) {
    Advisory a;
    a.source_key = key;
    a.name = name;
    return a;
  }
  static absl::Status Lines(BlobReader& in, std::function<absl::Status(const Strings&)> line) {
    return in.ForEach([&](const BlobReader::Member& member) {
      std::string text(member.bytes->size(), '\0');
      auto n = member.bytes->ReadAt(0, std::as_writable_bytes(std::span(text)));
      if (!n.ok()) return n.status();
      Strings words;
      std::string word;
      for (const char c : text) {
        if (c != ' ' && c != '\n') {
          word += c;
          continue;
        }
        words.push_back(std::exchange(word, ""));
        if (c != '\n') continue;
        if (absl::Status s = line(words); !s.ok()) return s;
        words.clear();
      }
      return absl::OkStatus();
    });
  }
  const std::string name_, url_;
};

class ScriptFactory final : public UpdaterFactory {
 public:
  explicit ScriptFactory(Strings names, std::string name = "script")
      : names_(std::move(names)), name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context&,
                                                               HttpClient&) const override {
    std::vector<std::unique_ptr<Updater>> updaters;
    for (const std::string& name : names_) {
      if (name == "factory-fails") return absl::UnavailableError("no list");
      updaters.push_back(std::make_unique<ScriptUpdater>(name, name));
    }
    return updaters;
  }
  std::unique_ptr<Updater> ByName(std::string_view name) const override {
    for (const std::string& n : names_) {
      if (n == name) return std::make_unique<ScriptUpdater>(n, n);
    }
    return nullptr;
  }

 private:
  const Strings names_;
  const std::string name_;
};

class SteppingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::time_point(std::chrono::seconds(++now_));
  }
  std::chrono::steady_clock::time_point Steady() const override {
    return std::chrono::steady_clock::now();
  }

 private:
  mutable std::atomic<int> now_{1'700'000'000};
};

class UpdateManagerTest : public ::testing::Test {
 protected:
  std::unique_ptr<UpdateManager> Make(Strings names, size_t keep = 10) {
    UpdateOptions options;
    options.store = &store_;
    options.http = &http_;
    options.executor = executor_.get();
    options.locker = locker_.get();
    options.keep = keep;
    options.filter = filter_;
    options.only = only_;
    options.timeout = timeout_;
    options.allow_shrink = allow_shrink_;
    options.updaters.push_back(std::make_shared<ScriptFactory>(std::move(names)));
    auto manager = UpdateManager::Create(std::move(options));
    EXPECT_TRUE(manager.ok()) << manager.status();
    return *std::move(manager);
  }
  void Feed(const std::string& name, const std::string& body, const std::string& etag) {
    http_.pages[name] = {.body = body, .etag = etag};
  }
  Strings Stored(const std::string& updater) {
    Strings names;
    for (const Advisory& a : store_.Current(updater)) names.push_back(a.source_key + ":" + a.name);
    return names;
  }
  std::string Export(UpdateManager& manager) {
    std::string bytes;
    const auto results = manager.Export(context_, [&](std::string_view part) {
      bytes += part;
      return absl::OkStatus();
    });
    EXPECT_TRUE(results.ok()) << results.status();
    return bytes;
  }

  SteppingClock clock_;
  Context context_ = Context::Background().WithClock(&clock_);
  FakeStore store_;
  FakeHttp http_;
  std::unique_ptr<Executor> executor_ = NewThreadPool(3);
  std::unique_ptr<Locker> locker_ = NewLocalLocker();
  std::function<bool(std::string_view)> filter_;
  Strings only_;
  std::chrono::milliseconds timeout_{0};
  bool allow_shrink_ = false;
};

std::string Adds(int count) {
  std::string script;
  for (int i = 0; i < count; ++i) script += "add A-" + std::to_string(1000 + i) + "\n";
  return script;
}

TEST_F(UpdateManagerTest, CreateChecksItsOptions) {
  const auto code = [](UpdateOptions options) {
    const auto manager = UpdateManager::Create(std::move(options));
    return manager.ok() ? std::string("OK") : std::string(manager.status().message());
  };
  const auto factory = std::make_shared<ScriptFactory>(Strings{"a"});
  EXPECT_EQ(code({}), "UpdateOptions::store is null");
  EXPECT_EQ(code({.store = &store_}), "UpdateOptions::updaters is empty");
  EXPECT_EQ(code({.store = &store_, .updaters = {nullptr}}),
            "UpdateOptions::updaters has a null factory");
  EXPECT_EQ(code({.store = &store_, .updaters = {factory, factory}}),
            "UpdateOptions::updaters has two factories named script");
  EXPECT_EQ(code({.store = &store_, .updaters = {factory}}), "OK");
}

TEST_F(UpdateManagerTest, StoresWhatIsNewAndNothingElse) {
  Feed("b", "add B-1\nskip odd\nskip odd\nskip even\nadd B-2\n", "1");
  Feed("a", "add A-1\n", "1");
  auto manager = Make({"b", "a"});
  auto results = manager->Run(context_);
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 2u);
  EXPECT_EQ((*results)[0].updater, "a");
  const UpdateResult b = (*results)[1];
  EXPECT_TRUE(b.status.ok());
  EXPECT_TRUE(b.changed);
  EXPECT_FALSE(b.skipped);
  EXPECT_EQ(b.advisories, 2u);
  EXPECT_EQ(b.operation.fingerprint, "1");
  EXPECT_EQ(b.skipped_records, (std::map<std::string, size_t>{{"even", 1}, {"odd", 2}}));
  EXPECT_EQ(Stored("b"), (Strings{"B-1:B-1", "B-2:B-2"}));
  EXPECT_EQ(store_.collected, (std::vector<size_t>{10}));
  const UpdaterStatus first = store_.statuses["b"];
  EXPECT_EQ(first.last_success, first.last_attempt);
  EXPECT_EQ(first.fingerprint, "1");

  results = manager->Run(context_);
  ASSERT_TRUE(results.ok());
  EXPECT_FALSE((*results)[1].changed);
  EXPECT_EQ((*results)[1].operation, b.operation);
  EXPECT_EQ(store_.operations.size(), 2u);
  EXPECT_EQ(store_.collected.size(), 1u);  // nothing new, nothing to collect
  EXPECT_GT(store_.statuses["b"].last_success, first.last_success);

  Feed("b", "add B-2\n", "2");
  results = manager->Run(context_);
  EXPECT_TRUE((*results)[1].changed);
  EXPECT_EQ(Stored("b"), (Strings{"B-2:B-2"}));
  const auto diff = manager->Diff(context_, b.operation.ref, (*results)[1].operation.ref);
  ASSERT_TRUE(diff.ok());
  EXPECT_EQ(diff->removed.size(), 1u);
  EXPECT_EQ(*manager->CollectGarbage(context_), 3u);
}

TEST_F(UpdateManagerTest, DeltasReplaceTheirSources) {
  Feed("a", "add S1\nadd S2\nadd S3\n", "1");
  auto manager = Make({"a"});
  ASSERT_TRUE(manager->Run(context_).ok());
  Feed("a", "replace S1 X Y\nreplace S2\n", "2");
  ASSERT_TRUE(manager->Run(context_).ok());
  EXPECT_EQ(Stored("a"), (Strings{"S1:X", "S1:Y", "S3:S3"}));
  // One run cannot be both.
  Feed("a", "add S9\nreplace S1 X\n", "3");
  auto results = manager->Run(context_);
  ASSERT_TRUE(results.ok());
  EXPECT_EQ((*results)[0].status.code(), absl::StatusCode::kFailedPrecondition);
  Feed("a", "replace S1 X\nadd S9\n", "3");
  EXPECT_FALSE((*manager->Run(context_))[0].status.ok());
  Feed("a", "replace S1 X\nreplace S1 Y\n", "3");
  EXPECT_FALSE((*manager->Run(context_))[0].status.ok());
  EXPECT_EQ(Stored("a"), (Strings{"S1:X", "S1:Y", "S3:S3"}));
}

TEST_F(UpdateManagerTest, OneFailureStopsNobodyElse) {
  Feed("bad", "add B-1\nfail\n", "1");
  Feed("good", "add G-1\n", "1");
  auto manager = Make({"absent", "bad", "good", "good", "claircore.x"});
  const auto results = manager->Run(context_);
  ASSERT_TRUE(results.ok()) << results.status();
  std::map<std::string, absl::StatusCode> codes;
  for (const UpdateResult& r : *results) {
    if (!r.status.ok() || codes.count(r.updater) == 0) codes[r.updater] = r.status.code();
  }
  EXPECT_EQ(codes, (std::map<std::string, absl::StatusCode>{
                       {"absent", absl::StatusCode::kUnavailable},
                       {"bad", absl::StatusCode::kDataLoss},
                       {"claircore.x", absl::StatusCode::kInvalidArgument},
                       {"good", absl::StatusCode::kAlreadyExists}}));
  EXPECT_EQ(Stored("good"), (Strings{"G-1:G-1"}));
  EXPECT_TRUE(Stored("bad").empty());
  EXPECT_EQ(store_.statuses["bad"].last_error, "DATA_LOSS: broken feed");
  EXPECT_EQ(store_.statuses["bad"].last_success.time_since_epoch().count(), 0);
  EXPECT_EQ(store_.statuses["good"].last_error, "");
  const auto failed = Make({"factory-fails"})->Run(context_);
  ASSERT_TRUE(failed.ok());
  EXPECT_EQ(failed->at(0).updater, "script");
  EXPECT_EQ(failed->at(0).status.code(), absl::StatusCode::kUnavailable);
}

TEST_F(UpdateManagerTest, AFailedStoreEndsTheRun) {
  Feed("a", "add A-1\n", "1");
  store_.apply_status = absl::UnavailableError("no database");
  EXPECT_EQ(Make({"a"})->Run(context_).status(), store_.apply_status);
}

TEST_F(UpdateManagerTest, HeldLocksAreSkipped) {
  Feed("a", "add A-1\n", "1");
  auto manager = Make({"a"});
  {
    const auto lock = locker_->TryAcquire(context_, "claircore.update:a");
    const auto results = manager->Run(context_);
    ASSERT_TRUE(results.ok());
    EXPECT_TRUE(results->at(0).skipped);
    EXPECT_TRUE(store_.operations.empty());
  }
  EXPECT_TRUE(manager->Run(context_)->at(0).changed);
}

TEST_F(UpdateManagerTest, RunsAlikeOnAnyExecutor) {
  class Idle final : public Executor {
    void Schedule(absl::AnyInvocable<void() &&> task) override {
      tasks_.push_back(std::move(task));
    }
    int parallelism() const override { return 4; }
    std::vector<absl::AnyInvocable<void() &&>> tasks_;
  };
  Strings names;
  for (int i = 0; i < 30; ++i) {
    names.push_back("u" + std::to_string(100 + i));
    Feed(names.back(), "add X\n", "1");
  }
  executor_ = std::make_unique<Idle>();  // never runs anything: the caller does it all
  auto results = Make(names)->Run(context_);
  ASSERT_TRUE(results.ok());
  ASSERT_EQ(results->size(), names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ((*results)[i].updater, names[i]);
    EXPECT_TRUE((*results)[i].changed);
  }
  filter_ = [](std::string_view name) { return name == "u105"; };
  results = Make(names)->Run(context_);
  ASSERT_EQ(results->size(), 1u);
}

TEST_F(UpdateManagerTest, AnExecutorThatCanMakeNoThreadOnlyMakesItSlow) {
  Feed("a", "add A-1\n", "1");
  Feed("b", "add B-1\n", "1");
  executor_ = std::make_unique<claircore::testing::ThreadlessExecutor>();
  const auto results = Make({"a", "b"})->Run(context_);
  ASSERT_TRUE(results.ok()) << results.status();
  for (const UpdateResult& result : *results) EXPECT_TRUE(result.changed) << result.status;
}

TEST_F(UpdateManagerTest, WhatAnUpdaterThrowsIsItsOwnFailure) {
  Feed("a", "throw x\n", "1");
  Feed("b", "add B-1\n", "1");
  const auto results = Make({"a", "b"})->Run(context_);
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 2u);
  EXPECT_EQ((*results)[0].status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE((*results)[1].changed);
}

TEST_F(UpdateManagerTest, EndsSoonWhenCancelled) {
  Feed("a", "hang x\n", "1");
  Feed("b", "hang x\n", "1");
  auto manager = Make({"a", "b"});
  std::stop_source stop;
  std::chrono::steady_clock::time_point asked;
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    asked = std::chrono::steady_clock::now();
    stop.request_stop();
  });
  const auto results = manager->Run(context_.WithStopToken(stop.get_token()));
  const auto ended = std::chrono::steady_clock::now();
  canceller.join();
  EXPECT_EQ(results.status().code(), absl::StatusCode::kCancelled);
  EXPECT_LT(ended - asked, std::chrono::milliseconds(500));  // sanitizers are slow; 50 is the aim
  EXPECT_TRUE(store_.operations.empty());
}

TEST_F(UpdateManagerTest, KeepsEnrichments) {
  Feed("enrich", "add CVE-1\nadd CVE-2\n", "1");
  const auto results = Make({"enrich"})->Run(context_);
  ASSERT_TRUE(results.ok());
  EXPECT_TRUE(results->at(0).changed);
  EXPECT_EQ(store_.enrichments.size(), 2u);
}

TEST_F(UpdateManagerTest, BundlesTravel) {
  Feed("a", "add A-1\n", "1");
  Feed("b", "replace S1 X\n", "1");
  Feed("c", "fail\n", "1");
  const std::string bundle = Export(*Make({"a", "b", "c", "absent"}));
  EXPECT_TRUE(store_.operations.empty());

  http_.pages.clear();
  auto far = Make({"a", "b", "c"});
  auto results = far->Import(context_, TextSource(bundle));
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 3u);
  EXPECT_TRUE((*results)[0].changed);
  EXPECT_EQ(Stored("a"), (Strings{"A-1:A-1"}));
  EXPECT_EQ(Stored("b"), (Strings{"S1:X"}));  // a delta is one there too
  EXPECT_EQ((*results)[2].status.code(), absl::StatusCode::kDataLoss);
  const size_t operations = store_.operations.size();

  results = far->Import(context_, TextSource(bundle));
  ASSERT_TRUE(results.ok());
  EXPECT_FALSE((*results)[0].changed);
  EXPECT_EQ(store_.operations.size(), operations);

  results = Make({"a"})->Import(context_, TextSource(bundle));
  ASSERT_TRUE(results.ok());
  EXPECT_EQ((*results)[1].status.code(), absl::StatusCode::kNotFound);
}

TEST_F(UpdateManagerTest, DamagedBundlesChangeNothingUnread) {
  Feed("a", "add A-1\n", "1");
  Feed("b", "add B-1\n", "1");
  auto manager = Make({"a", "b"});
  const std::string bundle = Export(*manager);
  for (size_t n = 0; n < bundle.size(); ++n) {
    FakeStore fresh;
    UpdateOptions options;
    options.store = &fresh;
    options.updaters.push_back(std::make_shared<ScriptFactory>(Strings{"a", "b"}));
    auto importer = *UpdateManager::Create(std::move(options));
    EXPECT_EQ(importer->Import(context_, TextSource(bundle.substr(0, n))).status().code(),
              absl::StatusCode::kDataLoss)
        << n;
    std::string bent = bundle;
    bent[n] = static_cast<char>(bent[n] ^ 0x10);
    // Two bits of zstd's own header mean nothing for the contents.
    const bool same = importer->Import(context_, TextSource(bent)).ok();
    EXPECT_TRUE(!same || n == 4 || n == 5) << n;
    // Whatever was stored had its checksum seen.
    for (const auto& [ref, advisories] : fresh.contents) {
      ASSERT_EQ(advisories.size(), 1u);
      EXPECT_TRUE(advisories[0].name == "A-1" || advisories[0].name == "B-1");
    }
  }
  EXPECT_EQ(manager->Import(context_, TextSource(bundle + "x")).status().code(),
            absl::StatusCode::kDataLoss);
}

TEST_F(UpdateManagerTest, DoesNotTakeAFeedThatHasShrunkToNothing) {
  const auto run = [&](const std::string& name, int records, const std::string& etag) {
    Feed(name, Adds(records), etag);
    const auto results = Make({name})->Run(context_);
    EXPECT_TRUE(results.ok()) << results.status();
    return results.ok() ? results->at(0).status : results.status();
  };
  ASSERT_TRUE(run("a", 40, "1").ok());
  const UpdateOperation first = store_.operations.back();
  for (const int records : {0, 1, 19}) {
    const absl::Status status = run("a", records, "2");
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition) << records;
    EXPECT_NE(status.message().find("shrunk to " + std::to_string(records)),
              absl::string_view::npos)
        << status;
    EXPECT_EQ(Stored("a").size(), 40u);
    EXPECT_EQ(store_.operations.back(), first);
    EXPECT_EQ(store_.statuses["a"].last_error, status.ToString());
    EXPECT_EQ(store_.statuses["a"].fingerprint, "1") << "so that it is asked for again";
  }
  EXPECT_TRUE(run("a", 20, "3").ok()) << "half of it may go";
  EXPECT_FALSE(run("a", 9, "4").ok());
  EXPECT_TRUE(run("a", 10, "4").ok());
  EXPECT_TRUE(run("a", 1, "5").ok()) << "a small one may";
  EXPECT_FALSE(run("a", 0, "6").ok());
  EXPECT_TRUE(run("new", 0, "1").ok()) << "nothing is lost";
  ASSERT_TRUE(run("enrich", 30, "1").ok());
  EXPECT_FALSE(run("enrich", 3, "2").ok());
  EXPECT_EQ(store_.enrichments.size(), 30u);
  Feed("d", Adds(40), "1");
  ASSERT_TRUE(Make({"d"})->Run(context_)->at(0).status.ok());
  Feed("d", "replace A-1000\n", "2");
  EXPECT_TRUE(Make({"d"})->Run(context_)->at(0).status.ok()) << "a delta says what goes";
  allow_shrink_ = true;
  EXPECT_TRUE(run("a", 0, "7").ok());
  EXPECT_TRUE(Stored("a").empty());
}

TEST_F(UpdateManagerTest, ABundleMayNotShrinkEither) {
  Feed("a", Adds(4000), "1");
  ASSERT_TRUE(Make({"a"})->Run(context_).ok());
  Feed("a", Adds(3), "2");
  const std::string bundle = Export(*Make({"a"}));
  store_.visited = 0;
  const auto results = Make({"a"})->Import(context_, TextSource(bundle));
  ASSERT_TRUE(results.ok()) << results.status();
  EXPECT_EQ(results->at(0).status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Stored("a").size(), 4000u);
  EXPECT_LE(store_.visited, 20u) << "no more is counted than has to be";
}

TEST_F(UpdateManagerTest, HasADeadlineOverTheWhole) {
  Feed("good", "add G-1\n", "1");
  Feed("slow", "add S-1\nhang x\n", "1");
  Feed("tardy", "hang x\n", "1");
  executor_ = nullptr;  // one after the other, so the last one finds no time left
  timeout_ = std::chrono::milliseconds(100);
  const auto results = Make({"good", "slow", "tardy"})->Run(context_);
  ASSERT_TRUE(results.ok()) << results.status();
  ASSERT_EQ(results->size(), 3u);
  EXPECT_TRUE(results->at(0).changed);
  for (const size_t i : {1, 2}) {
    EXPECT_EQ(results->at(i).status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(
        store_.statuses[results->at(i).updater].last_error.starts_with("DEADLINE_EXCEEDED"));
  }
  EXPECT_EQ(store_.operations.size(), 1u);
  const auto late = Make({"slow"})->Run(context_.WithTimeout(std::chrono::milliseconds(30)));
  EXPECT_EQ(late.status().code(), absl::StatusCode::kDeadlineExceeded);
}

// Counts how often it is asked what there is.
class AskedFactory final : public UpdaterFactory {
 public:
  AskedFactory(std::string name, std::atomic<int>& asked, absl::Status failure = absl::OkStatus())
      : name_(std::move(name)), asked_(asked), failure_(std::move(failure)) {}
  std::string_view name() const override { return name_; }
  bool MayMake(std::string_view prefix) const override {
    return name_.starts_with(prefix) || prefix.starts_with(name_);
  }
  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context&,
                                                               HttpClient&) const override {
    ++asked_;
    if (!failure_.ok()) return failure_;
    std::vector<std::unique_ptr<Updater>> updaters;
    updaters.push_back(ByName(name_ + "/one"));
    updaters.push_back(ByName(name_ + "/two"));
    return updaters;
  }
  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (!updater.starts_with(name_ + "/")) return nullptr;
    return std::make_unique<ScriptUpdater>(std::string(updater), std::string(updater));
  }

 private:
  const std::string name_;
  std::atomic<int>& asked_;
  const absl::Status failure_;
};

TEST_F(UpdateManagerTest, AsksOnlyThoseThatAreWanted) {
  std::atomic<int> asked = 0, others = 0;
  const auto run = [&](Strings only) {
    UpdateOptions options;
    options.store = &store_;
    options.http = &http_;
    options.only = std::move(only);
    options.updaters.push_back(std::make_shared<AskedFactory>("sun", asked));
    options.updaters.push_back(
        std::make_shared<AskedFactory>("moon", others, absl::UnavailableError("eclipse")));
    Strings names;
    const auto results = (*UpdateManager::Create(std::move(options)))->Run(context_);
    for (const UpdateResult& result : *results) names.push_back(result.updater);
    return names;
  };
  EXPECT_EQ(run({"sun"}), (Strings{"sun/one", "sun/two"}));
  EXPECT_EQ(run({"sun/t"}), (Strings{"sun/two"}));
  EXPECT_EQ(run({"s", "x"}), (Strings{"sun/one", "sun/two"}));
  EXPECT_EQ(run({"comet"}), Strings{});
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(others, 0) << "neither asked nor failed for";
  EXPECT_EQ(run({}), (Strings{"moon", "sun/one", "sun/two"}));
}

TEST_F(UpdateManagerTest, AFailedSourceIsInTheStatusOfItsUpdaters) {
  std::atomic<int> asked = 0;
  http_.pages["sun/one"] = {.body = "add A\n", .etag = "1"};
  http_.pages["sun/two"] = {.body = "add A\n", .etag = "1"};
  const auto run = [&](absl::Status failure) {
    UpdateOptions options;
    options.store = &store_;
    options.http = &http_;
    options.updaters.push_back(std::make_shared<AskedFactory>("sun", asked, std::move(failure)));
    const auto results = (*UpdateManager::Create(std::move(options)))->Run(context_);
    EXPECT_TRUE(results.ok()) << results.status();
  };
  run(absl::OkStatus());
  EXPECT_EQ(store_.statuses["sun/one"].last_error, "");
  const auto success = store_.statuses["sun/one"].last_success;
  run(absl::UnavailableError("http://ann:sesame@host/list?key=sesame: HTTP status 503"));
  for (const char* name : {"sun/one", "sun/two"}) {
    EXPECT_EQ(store_.statuses[name].last_error,
              "UNAVAILABLE: http://host/list?..: HTTP status 503");
    EXPECT_GT(store_.statuses[name].last_attempt, success);
  }
  EXPECT_EQ(store_.statuses["sun/one"].last_success, success);
  EXPECT_EQ(Stored("sun/one").size(), 1u);
  run(absl::OkStatus());
  EXPECT_EQ(store_.statuses["sun/one"].last_error, "");
}

TEST_F(UpdateManagerTest, RunNeedsTheNetwork) {
  UpdateOptions options;
  options.store = &store_;
  options.updaters.push_back(std::make_shared<ScriptFactory>(Strings{"a"}));
  auto manager = *UpdateManager::Create(std::move(options));
  EXPECT_EQ(manager->Run(context_).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace claircore::update
