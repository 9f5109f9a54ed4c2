#include <gtest/gtest.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "claircore/builtin_updaters.h"
#include "claircore/fetch/feed_directory/feed_directory.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/update_manager.h"
#include "updater/test_support.h"

// The built-in updaters on the real feeds, against counts that Python makes of the same files.
namespace claircore::update {
namespace {

namespace fs = std::filesystem;
using Rows = std::vector<std::vector<std::string>>;

std::string SharedData() {
  if (const char* set = getenv("CLAIRCORE_SHARED_DATA"); set != nullptr && *set != '\0') return set;
  std::error_code error;
  for (fs::path at = fs::canonical("tests/updaters_real/count.py", error);
       !error && at.has_relative_path();) {
    at = at.parent_path();
    const fs::path data = at.parent_path() / "shared" / "data";
    if (fs::is_directory(data / "packs", error)) return data.string();
    error.clear();
  }
  return "";
}

Rows Python(const std::string& arguments) {
  const std::string command = "/usr/bin/python3 tests/updaters_real/count.py " + arguments;
  FILE* const pipe = popen(command.c_str(), "r");
  std::string text;
  char buffer[65536];
  for (size_t n; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  Rows rows;
  for (const auto& line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    rows.push_back(absl::StrSplit(line, '\t'));
  }
  return rows;
}

class RealFeeds : public testing::Test {
 protected:
  void SetUp() override {
    const std::string shared = SharedData();
    if (shared.empty()) GTEST_SKIP() << "no real feeds here: set CLAIRCORE_SHARED_DATA to use them";
    packs_ = fs::path(shared) / "packs";
    feeds_ = fs::path(testing::TempDir()) / ("updaters_real." + std::to_string(getpid()));
    fs::remove_all(feeds_);
    fs::create_directories(feeds_);
  }
  void TearDown() override {
    if (!feeds_.empty()) fs::remove_all(feeds_);
  }

  // Unpacks the members below `from` of a pack to feeds_/to.
  void Unpack(const std::string& pack, const std::string& from, const std::string& to) {
    fs::create_directories(feeds_ / to);
    const std::string command =
        absl::StrCat("zstd -dc ", (packs_ / pack).string(), " | tar x -C ", (feeds_ / to).string(),
                     " --strip-components=", std::count(from.begin(), from.end(), '/'), " ", from);
    ASSERT_EQ(system(command.c_str()), 0) << command;
  }
  void CopyFeed(const fs::path& from, const std::string& to) {
    fs::create_directories((feeds_ / to).parent_path());
    fs::copy_file(from, feeds_ / to, fs::copy_options::overwrite_existing);
  }
  std::vector<UpdateResult> Update(std::string filter = "", bool allow_shrink = false) {
    auto http = NewFeedDirectory(feeds_.string());
    EXPECT_TRUE(http.ok()) << http.status();
    UpdateOptions options;
    options.store = &store_.vulnerabilities();
    options.http = http->get();
    options.allow_shrink = allow_shrink;
    AddBuiltinUpdaters(options.updaters);
    if (!filter.empty()) {
      options.filter = [filter](std::string_view name) { return name.starts_with(filter); };
    }
    auto manager = UpdateManager::Create(std::move(options));
    EXPECT_TRUE(manager.ok()) << manager.status();
    auto results = (*manager)->Run(Context::Background());
    EXPECT_TRUE(results.ok()) << results.status();
    for (const UpdateResult& result : *results) {
      EXPECT_TRUE(result.status.ok()) << result.updater << ": " << result.status;
    }
    return *std::move(results);
  }
  std::vector<Advisory> Stored(const UpdateOperation& operation) {
    std::vector<Advisory> all;
    const absl::Status status = store_.vulnerabilities().ForEach(
        Context::Background(), operation.ref, [&](const Advisory& advisory) {
          all.push_back(advisory);
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return all;
  }

  fs::path packs_, feeds_;
  MemoryStore store_;
};

TEST_F(RealFeeds, EveryOsvPackLoadsWhole) {
  size_t packs = 0;
  for (const auto& entry : fs::directory_iterator(packs_ / "osv")) {
    if (!entry.is_directory()) continue;  // of another form
    const std::string name = entry.path().filename().string();
    CopyFeed(entry.path() / "all.zip", "osv/" + name + "/all.zip");
    ++packs;
  }
  ASSERT_GT(packs, 0u);
  const std::vector<UpdateResult> results = Update();
  ASSERT_EQ(results.size(), packs);  // and no updater for the feeds that are not there
  for (const UpdateResult& result : results) {
    std::map<std::string, size_t> expected, found;
    const std::string zip = (feeds_ / result.updater / "all.zip").string();
    for (const auto& row : Python("osv '" + zip + "'")) expected[row[0]] = std::stoul(row[1]);
    found["entries"] = expected["entries"];
    found["withdrawn"] = 0;
    found["git"] = 0;
    std::string skipped;
    for (const auto& [reason, count] : result.skipped_records) {
      absl::StrAppend(&skipped, " \"", reason, "\" ", count);
      if (reason == "withdrawn") found["withdrawn"] = count;
      if (reason == "GIT range") found["git"] = count;
    }
    found["advisories"] = found["affected"] = found["ranges"] = found["versions"] = 0;
    for (const Advisory& advisory : Stored(result.operation)) {
      ++found["advisories"];
      found["affected"] += advisory.affected.size();
      for (const Affected& affected : advisory.affected) {
        found["ranges"] += affected.ranges.size();
        found["versions"] += affected.versions.size();
        EXPECT_FALSE(affected.ranges.empty() && affected.versions.empty()) << advisory.name;
      }
    }
    std::cout << result.updater << ": " << found["advisories"] << " advisories, "
              << found["affected"] << " packages, " << found["ranges"] << " ranges, "
              << found["versions"] << " versions; skipped" << skipped << "\n";
    EXPECT_EQ(found, expected) << result.updater;
    EXPECT_EQ(result.advisories, expected["advisories"]);
  }
}

TEST_F(RealFeeds, ADiffIsTheDifferenceOfTheFiles) {
  for (const auto& [old_pack, new_pack] :
       {std::pair("T0-2026-01-01/Go", "T1-2026-08-05/Go"), std::pair("T1-2026-08-05/Go", "osv/Go"),
        std::pair("T0-2026-01-01/crates.io", "osv/crates.io"),
        std::pair("T0-2026-01-01/AlmaLinux", "osv/AlmaLinux")}) {
    CopyFeed(packs_ / old_pack / "all.zip", "osv/X/all.zip");
    // The one before was of another ecosystem.
    const UpdateResult before = Update("", /*allow_shrink=*/true).at(0);
    CopyFeed(packs_ / new_pack / "all.zip", "osv/X/all.zip");
    const UpdateResult after = Update().at(0);
    EXPECT_TRUE(after.changed);
    EXPECT_FALSE(Update().at(0).changed);
    const auto diff = store_.vulnerabilities().DiffUpdates(
        Context::Background(), before.operation.ref, after.operation.ref);
    ASSERT_TRUE(diff.ok()) << diff.status();
    std::set<std::string> added, removed;
    for (const Advisory& a : diff->added) EXPECT_TRUE(added.insert(a.name).second) << a.name;
    for (const Advisory& a : diff->removed) EXPECT_TRUE(removed.insert(a.name).second) << a.name;
    std::set<std::pair<std::string, std::string>> found, expected;
    for (const std::string& name : added)
      found.emplace(removed.count(name) ? "changed" : "added", name);
    for (const std::string& name : removed) {
      if (added.count(name) == 0) found.emplace("removed", name);
    }
    for (const auto& row : Python(absl::StrCat("diff ", (packs_ / old_pack / "all.zip").string(),
                                               " ", (packs_ / new_pack / "all.zip").string()))) {
      expected.emplace(row[0], row[1]);
    }
    std::cout << old_pack << " -> " << new_pack << ": +" << added.size() << " -" << removed.size()
              << "\n";
    EXPECT_GT(found.size(), 0u);
    EXPECT_EQ(found, expected) << old_pack;
  }
}

TEST_F(RealFeeds, TheAlpinePackIsReadAsPythonReadsIt) {
  fs::create_directories(feeds_ / "alpine");
  const std::string command =
      absl::StrCat("zstd -dc ", (packs_ / "alpine/alpine-secdb-2020.tar.zst").string(),
                   " | tar x -C ", (feeds_ / "alpine").string());
  ASSERT_EQ(system(command.c_str()), 0);
  const std::vector<UpdateResult> results = Update();
  ASSERT_EQ(results.size(), 18u);  // v3.3 to v3.11, main and community
  size_t total = 0;
  for (const UpdateResult& result : results) {
    const std::string file = (feeds_ / (result.updater + ".yaml")).string();
    std::map<std::pair<std::string, std::string>, std::set<std::string>> expected;
    for (const auto& row : Python("secdb " + file)) expected[{row[0], row[1]}].insert(row[2]);
    size_t several = 0;
    for (const Advisory& advisory : Stored(result.operation)) {
      const Affected& affected = advisory.affected.at(0);
      const auto it = expected.find({affected.key.name, advisory.name});
      ASSERT_NE(it, expected.end()) << result.updater << " " << advisory.source_key;
      if (affected.status == AffectedStatus::kNotAffected) {
        EXPECT_EQ(it->second, (std::set<std::string>{"0"}));
      } else {
        EXPECT_EQ(it->second.count(affected.fixed_in_version), 1u) << advisory.source_key;
      }
      several += it->second.size() > 1 ? 1 : 0;
      expected.erase(it);
      ++total;
    }
    EXPECT_TRUE(expected.empty()) << result.updater << " lacks " << expected.begin()->first.first
                                  << " " << expected.begin()->first.second;
    std::string skipped;
    for (const auto& [reason, count] : result.skipped_records) {
      absl::StrAppend(&skipped, " \"", reason, "\" ", count);
    }
    std::cout << result.updater << ": " << result.advisories << " advisories, " << several
              << " with several fixes; skipped" << skipped << "\n";
  }
  EXPECT_GT(total, 0u);
}

TEST_F(RealFeeds, SecdbSamplesOfOtherHosts) {
  const std::string samples = "fixtures/format-samples.tar.zst";
  Unpack(samples, "./vuls-data-update/pkg/fetch/alpine/secdb/testdata/fixtures/", "alpine");
  Unpack(samples, "./vuls-data-update/pkg/fetch/minimos/secdb/testdata/fixtures/happy/", "wolfi");
  const std::vector<UpdateResult> results = Update();
  std::map<std::string, size_t> found;
  for (const UpdateResult& result : results) {
    const std::string stem = result.updater == "wolfi" ? "wolfi/security" : result.updater;
    std::set<std::pair<std::string, std::string>> expected, names;
    for (const auto& row : Python("secdb " + (feeds_ / (stem + ".json")).string())) {
      expected.emplace(row[0], row[1]);
    }
    for (const Advisory& advisory : Stored(result.operation)) {
      names.emplace(advisory.affected.at(0).key.name, advisory.name);
    }
    EXPECT_EQ(names, expected) << result.updater;
    found[result.updater] = names.size();
    std::cout << result.updater << ": " << names.size() << "\n";
  }
  EXPECT_EQ(found.size(), 6u);
  EXPECT_EQ(found.count("alpine/v3.2/main"), 1u);
  EXPECT_EQ(found.count("alpine/v3.2/community"), 0u);
}

TEST_F(RealFeeds, DebianTrackerSamples) {
  const std::string samples = "fixtures/format-samples.tar.zst";
  Unpack(samples, "./vulnerablecode/vulnerabilities/tests/test_data/debian.json", "a");
  Unpack(samples, "./osv.dev/vulnfeeds/test_data/debian/debian_security_tracker_mock.json", "a");
  size_t rows = 0;
  for (const auto& entry : fs::directory_iterator(feeds_ / "a")) {
    CopyFeed(entry.path(), "debian/data.json");
    const std::vector<UpdateResult> results = Update("debian");
    ASSERT_EQ(results.size(), 1u);
    std::multiset<std::string> expected, found;
    for (const auto& row : Python("debian " + entry.path().string())) {
      expected.insert(absl::StrCat(row[0], " ", row[1]));
      ++rows;
    }
    for (const Advisory& advisory : Stored(results[0].operation)) {
      for (const Affected& affected : advisory.affected) {
        found.insert(absl::StrCat(affected.key.name, " ", advisory.name));
      }
    }
    EXPECT_EQ(found, expected);
    EXPECT_TRUE(results[0].skipped_records.empty());
  }
  std::cout << "debian samples: " << rows << " rows\n";
  EXPECT_GT(rows, 0u);
}

TEST_F(RealFeeds, RepositoriesOfRedHat) {
  Unpack("fixtures/format-samples.tar.zst",
         "./vuls-data-update/pkg/fetch/redhat/repository2cpe/testdata/fixtures/"
         "repository-to-cpe.json",
         "rhel");
  const std::vector<UpdateResult> results = Update("rhel/");
  ASSERT_EQ(results.size(), 1u);
  EXPECT_TRUE(results[0].skipped_records.empty());
  std::map<std::string, std::string> expected, found;
  for (const auto& row : Python("cpes " + (feeds_ / "rhel/repository-to-cpe.json").string())) {
    expected[row[0]] =
        absl::StrCat("{\"cpes\":[\"", absl::StrReplaceAll(row[1], {{" ", "\",\""}}), "\"]}");
  }
  const absl::Status status = store_.vulnerabilities().ForEachEnrichment(
      Context::Background(), results[0].updater, [&](const EnrichmentRecord& record) {
        EXPECT_EQ(record.tags.size(), 1u);
        found[record.tags[0]] = record.json;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(found, expected);
  EXPECT_GT(found.size(), 8000u);
  std::cout << "repository-to-cpe.json: " << found.size() << " repositories\n";
}

// The most memory in use since the last reset, in kilobytes.
size_t PeakKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6));
  }
  return 0;
}

TEST_F(RealFeeds, MemoryDoesNotGrowWithTheFeed) {
  class Discards final : public VulnerabilitySink {
   public:
    absl::Status Add(Advisory) override {
      ++count;
      return absl::OkStatus();
    }
    absl::Status ReplaceSource(std::string_view, std::vector<Advisory>) override {
      return absl::OkStatus();
    }
    void Skip(std::string_view, std::string_view) override {}
    size_t count = 0;
  };
  class OneFile final : public BlobReader, public RandomAccessSource {
   public:
    explicit OneFile(const fs::path& path) : in_(path, std::ios::binary), size_(file_size(path)) {}
    absl::Status ForEach(absl::FunctionRef<absl::Status(const Member&)> visit) override {
      return visit({.name = "all.zip", .bytes = this});
    }
    uint64_t size() const override { return size_; }
    absl::StatusOr<size_t> ReadAt(uint64_t at, std::span<std::byte> out) const override {
      in_.clear();
      in_.seekg(static_cast<std::streamoff>(at));
      in_.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(out.size()));
      return static_cast<size_t>(in_.gcount());
    }

   private:
    mutable std::ifstream in_;
    const uint64_t size_;
  };
  UpdaterSet set;
  AddBuiltinUpdaters(set);
  for (const char* name : {"CRAN", "PyPI", "Bitnami", "AlmaLinux"}) {
    std::unique_ptr<Updater> updater;
    for (const auto& factory : set) {
      if (updater == nullptr) updater = factory->ByName(std::string("osv/") + name);
    }
    ASSERT_NE(updater, nullptr);
    OneFile file(packs_ / "osv" / name / "all.zip");
    Discards sink;
    std::ofstream("/proc/self/clear_refs") << "5";
    const size_t before = PeakKilobytes();
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(updater->Parse(Context::Background(), file, sink).ok());
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    const size_t grown = PeakKilobytes() - before;
    std::cout << name << ": " << sink.count << " advisories in " << took.count() << " s, peak +"
              << grown << " KB\n";
    EXPECT_LT(grown, 48u << 10) << name;
  }
}

}  // namespace
}  // namespace claircore::update
