#include "indexer/rpmdb/bdb.h"

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "claircore/base/sources.h"
#include "gtest/gtest.h"
#include "indexer/rpmdb/test_databases.h"

namespace claircore::rpmdb {
namespace {

using Names = std::vector<std::string>;

std::string Package(const std::string& name, size_t padding = 0) {
  return MakeHeader({.name = name, .version = "1", .release = "1", .padding = padding});
}

absl::Status Read(const std::string& file, FakeVisitor& found) {
  return ReadBdb(Context::Background(), base::StringSource(file), found);
}

FakeVisitor Found(const std::string& file) {
  FakeVisitor found;
  const absl::Status status = Read(file, found);
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

std::string Refusal(const std::string& file) {
  FakeVisitor found;
  const absl::Status status = Read(file, found);
  EXPECT_TRUE(found.records.empty());
  return std::string(status.message());
}

// The number of the first page of that type.
uint32_t PageOfType(const std::string& file, char type, size_t page_bytes) {
  for (size_t at = page_bytes; at < file.size(); at += page_bytes) {
    if (file[at + 25] == type) return static_cast<uint32_t>(at / page_bytes);
  }
  ADD_FAILURE() << "no page of type " << int{type};
  return 0;
}

TEST(Bdb, ReadsInlineAndLongValuesOfBothByteOrders) {
  for (bool big_endian : {false, true}) {
    for (uint32_t page_bytes : {512u, 4096u, 65536u}) {
      SCOPED_TRACE(testing::Message() << big_endian << " " << page_bytes);
      std::vector<std::string> headers;
      Names want;
      for (int i = 1; i <= 40; ++i) {
        headers.push_back(Package("p" + std::to_string(i), i % 3 == 0 ? 10'000 : 0));
        want.push_back(std::to_string(i) + "=p" + std::to_string(i));
      }
      std::sort(want.begin(), want.end());
      const FakeVisitor found =
          Found(MakeBdb(headers, {.big_endian = big_endian, .page_bytes = page_bytes}));
      EXPECT_EQ(found.Names(), want);
      EXPECT_TRUE(found.broken.empty());
    }
  }
}

TEST(Bdb, AnEmptyTableIsNotBroken) {
  const FakeVisitor found = Found(MakeBdb({}));
  EXPECT_TRUE(found.records.empty());
  EXPECT_TRUE(found.broken.empty());
}

TEST(Bdb, WhatIsNoTable) {
  const std::string good = MakeBdb({Package("a")});
  EXPECT_EQ(Refusal(""), "the file ends too early");
  EXPECT_EQ(Refusal(std::string(4096, '\0')), "no hash table of Berkeley DB");
  const auto with = [&](size_t at, char value) {
    std::string bad = good;
    bad[at] = value;
    return Refusal(bad);
  };
  EXPECT_EQ(with(25, 9), "no hash table of Berkeley DB");  // a tree
  EXPECT_EQ(with(16, 7), "an unknown version of Berkeley DB");
  EXPECT_EQ(with(20, 1), "an impossible page size");
  EXPECT_EQ(with(24, 1), "encrypted or checksummed");
  EXPECT_EQ(with(26, 1), "encrypted or checksummed");
}

TEST(Bdb, AChainOfBucketPagesThatLoopsIsReadOnce) {
  std::string file = MakeBdb({Package("a"), Package("b"), Package("c"), Package("d")});
  PutU32(file, 4096 + 16, 1, false);  // page 1 goes on at page 1
  FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b", "3=c", "4=d"}));
  EXPECT_EQ(found.broken, (Names{"page 1: a page in two places"}));
  PutU32(file, 4096 + 16, 2, false);  // or at the next bucket's
  found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b", "3=c", "4=d"}));
  EXPECT_EQ(found.broken.size(), 1u);
}

TEST(Bdb, AChainOfAnItemThatLoopsCostsThatItem) {
  std::string file = MakeBdb({Package("a", 2000), Package("b")}, {.page_bytes = 512});
  const uint32_t first = PageOfType(file, 7, 512);
  PutU32(file, (first + 1) * 512 + 16, first, false);
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"2=b"}));
  EXPECT_EQ(found.broken, (Names{"package 1: a page in two places"}));
}

TEST(Bdb, ChainsThatEndTooEarlyOrLeadElsewhere) {
  const std::string good = MakeBdb({Package("a", 2000), Package("b")}, {.page_bytes = 512});
  const size_t first = PageOfType(good, 7, 512) * size_t{512};
  const auto with = [&](auto change) {
    std::string bad = good;
    change(bad);
    const FakeVisitor found = Found(bad);
    EXPECT_EQ(found.Names(), (Names{"2=b"}));
    return found.broken.empty() ? "" : found.broken[0];
  };
  EXPECT_EQ(with([&](auto& f) { PutU32(f, first + 16, 0, false); }), "package 1: no such page");
  EXPECT_EQ(with([&](auto& f) { PutU32(f, first + 16, 0xfffffff0, false); }),
            "package 1: no such page");
  EXPECT_EQ(with([&](auto& f) { f[first + 25] = 13; }), "package 1: no page of a long item");
  EXPECT_EQ(with([&](auto& f) { PutU16(f, first + 22, 0, false); }),
            "package 1: no page of a long item");
  EXPECT_EQ(with([&](auto& f) { PutU16(f, first + 22, 0xffff, false); }),
            "package 1: no page of a long item");
  EXPECT_EQ(with([&](auto& f) { PutU32(f, first + 8, 77, false); }),
            "package 1: a page that thinks it is another");
}

TEST(Bdb, ItemsThatLie) {
  const std::string good = MakeBdb({Package("a", 2000), Package("b")}, {.page_bytes = 512});
  const auto with = [&](size_t at, uint16_t value) {
    std::string bad = good;
    PutU16(bad, 512 + at, value, false);
    const FakeVisitor found = Found(bad);
    EXPECT_EQ(found.Names(), (Names{"2=b"}));
    return found.broken.empty() ? "" : found.broken[0];
  };
  // Items of page 1: the counter's key and value, the first package's key and value.
  EXPECT_EQ(with(20, 0xfffe), "page 1: an impossible number of items");
  EXPECT_EQ(with(20, 3), "page 1: an impossible number of items");
  EXPECT_EQ(with(26, 0xffff), "page 1: items overlap");
  EXPECT_EQ(with(28, 510), "page 1: items overlap");
  EXPECT_EQ(with(32, 4), "page 1: items overlap");
  EXPECT_EQ(with(30, 501), "page 1: a key that is no package number");
}

TEST(Bdb, SizesOfItemsAreBounded) {
  std::string file = MakeBdb({Package("a", 2000), Package("b")}, {.page_bytes = 512});
  const size_t value = 512 + 512 - 2 * 5 - 5 - 12;  // the last item of page 1
  ASSERT_EQ(file[value], 3);
  PutU32(file, value + 8, 0xffffffff, false);
  EXPECT_EQ(Found(file).broken, (Names{"package 1: a header over 64 MiB"}));
  PutU32(file, value + 8, 60'000'000, false);
  EXPECT_EQ(Found(file).broken, (Names{"package 1: no such page"}));
  file[value] = 4;
  EXPECT_EQ(Found(file).broken, (Names{"page 1: an unknown kind of item"}));
}

TEST(Bdb, BucketsThatAreNotThere) {
  std::string file = MakeBdb({Package("a"), Package("b")});
  PutU32(file, 72, 0xffffffff, false);
  const auto start = std::chrono::steady_clock::now();
  const FakeVisitor found = Found(file);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b"}));
  EXPECT_EQ(found.broken.back(), "more buckets than pages");
  EXPECT_LT(found.broken.size(), 10u);
}

TEST(Bdb, AFileThatIsCutOffGivesWhatIsThere) {
  std::string file = MakeBdb({Package("a"), Package("b"), Package("c"), Package("d")});
  file.resize(file.size() - 4000);
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b", "3=c"}));
  EXPECT_EQ(found.broken, (Names{"1 pages are cut off", "page 4: no such page"}));
}

TEST(Bdb, StopsWhenCancelledOrTold) {
  std::stop_source stop;
  stop.request_stop();
  const base::StringSource file(MakeBdb({Package("a"), Package("b")}));
  FakeVisitor found;
  EXPECT_EQ(ReadBdb(Context::Background().WithStopToken(stop.get_token()), file, found).code(),
            absl::StatusCode::kCancelled);
  class Refuser final : public RecordVisitor {
   public:
    absl::Status Record(uint32_t, std::string_view) override {
      ++records;
      return absl::ResourceExhaustedError("enough");
    }
    void Broken(const std::string&) override {}
    int records = 0;
  } refuser;
  EXPECT_EQ(ReadBdb(Context::Background(), file, refuser).message(), "enough");
  EXPECT_EQ(refuser.records, 1);
}

}  // namespace
}  // namespace claircore::rpmdb
