#include "indexer/rpmdb/ndb.h"

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

std::string Three() { return MakeNdb({Package("a"), Package("b", 10'000), Package("c", 7)}); }

FakeVisitor Found(const std::string& file) {
  FakeVisitor found;
  const absl::Status status = ReadNdb(Context::Background(), base::StringSource(file), found);
  EXPECT_TRUE(status.ok()) << status;
  return found;
}

std::string Refusal(const std::string& file) {
  FakeVisitor found;
  const absl::Status status = ReadNdb(Context::Background(), base::StringSource(file), found);
  EXPECT_TRUE(found.records.empty());
  return std::string(status.message());
}

constexpr size_t kSlot1 = 32, kSlot2 = 48;  // of packages 1 and 2
constexpr size_t kBlob1 = 4096;

// What is broken when number `value` stands at `at`; package 1 must be lost and no other.
std::string Broken(size_t at, uint32_t value) {
  std::string bad = Three();
  PutU32(bad, at, value, false);
  const FakeVisitor found = Found(bad);
  EXPECT_EQ(found.Names(), (Names{"2=b", "3=c"}));
  return found.broken.size() == 1 ? found.broken[0] : std::to_string(found.broken.size());
}

TEST(Ndb, ReadsPackages) {
  const FakeVisitor found = Found(Three());
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b", "3=c"}));
  EXPECT_TRUE(found.broken.empty());
  EXPECT_TRUE(Found(MakeNdb({})).broken.empty());
}

TEST(Ndb, WhatIsNoDatabase) {
  EXPECT_EQ(Refusal(""), "the file ends too early");
  EXPECT_EQ(Refusal(std::string(4096, '\0')), "no NDB database");
  std::string file = Three();
  file[3] = 'X';  // an index
  EXPECT_EQ(Refusal(file), "no NDB database");
  file = Three();
  file[4] = 1;
  EXPECT_EQ(Refusal(file), "an unknown version of NDB");
  file = Three();
  PutU32(file, 12, 0, false);
  EXPECT_EQ(Refusal(file), "no page of slots");
}

TEST(Ndb, SlotsThatLie) {
  EXPECT_EQ(Broken(kSlot1 + 4, 9), "package 9: no blob where the slot says");
  EXPECT_EQ(Broken(kSlot1 + 8, 1), "package 1: no blob where the slot says");
  EXPECT_EQ(Broken(kSlot1 + 8, 0xffffffff), "package 1: outside of the file");
  EXPECT_EQ(Broken(kSlot1 + 12, 0), "package 1: no room for a blob");
  EXPECT_EQ(Broken(kSlot1 + 12, 1), "package 1: no room for a blob");
  EXPECT_EQ(Broken(kSlot1 + 12, 3), "package 1: no blob where the slot says");
  EXPECT_EQ(Broken(kSlot1 + 12, 0xffffffff), "package 1: a header over 64 MiB");
  EXPECT_EQ(Broken(kSlot1 + 12, 4'000'000), "package 1: outside of the file");
}

TEST(Ndb, BlobsThatLie) {
  EXPECT_EQ(Broken(kBlob1, 0), "package 1: no blob where the slot says");
  EXPECT_EQ(Broken(kBlob1 + 12, 0xffffffff), "package 1: no blob where the slot says");
  EXPECT_EQ(Broken(kBlob1 + 40, 0x20202020), "package 1: the checksum is wrong");
}

TEST(Ndb, TwoSlotsForOneBlob) {
  std::string file = Three();
  file.replace(kSlot2, 16, file.substr(kSlot1, 16));
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a", "3=c"}));
  EXPECT_EQ(found.broken, (Names{"package 1: lies where another one is"}));
}

TEST(Ndb, MorePagesOfSlotsThanThereAre) {
  std::string file = Three();
  PutU32(file, 12, 0xffffffff, false);
  const FakeVisitor found = Found(file);
  // What lies in those pages is taken for slots, not for blobs.
  EXPECT_EQ(found.Names(), (Names{"3=c"}));
  EXPECT_EQ(found.broken[0], "more pages of slots than the file has");
  EXPECT_LT(found.broken.size(), 20u);
}

TEST(Ndb, APageOfSlotsThatIsNone) {
  std::string file = Three();
  file[kSlot2] = 'x';
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a"}));
  EXPECT_EQ(found.broken, (Names{"page 0: no page of slots"}));
}

TEST(Ndb, AFileThatIsCutOffGivesWhatIsThere) {
  std::string file = Three();
  file.resize(file.size() - 100);
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=a", "2=b"}));
  EXPECT_EQ(found.broken, (Names{"package 3: outside of the file"}));
}

TEST(Ndb, ABadHeaderIsNotTheReadersBusiness) {
  std::string file = Three();
  file[kBlob1 + 16] = '\x7f';
  FixNdbChecksum(file, kBlob1 / 16);
  const FakeVisitor found = Found(file);
  EXPECT_EQ(found.Names(), (Names{"1=?", "2=b", "3=c"}));
  EXPECT_TRUE(found.broken.empty());
}

TEST(Ndb, StopsWhenCancelled) {
  std::stop_source stop;
  stop.request_stop();
  FakeVisitor found;
  EXPECT_EQ(ReadNdb(Context::Background().WithStopToken(stop.get_token()),
                    base::StringSource(Three()), found)
                .code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace claircore::rpmdb
