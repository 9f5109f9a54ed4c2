#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/segment_store.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;

std::string AllOf(const SharedBytes& bytes) {
  std::string all(bytes.size(), '\0');
  const auto n = bytes.ReadAt(0, std::as_writable_bytes(std::span(all)));
  return n.ok() && *n == all.size() ? all : n.status().ToString();
}

class SegmentDirectoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* const temporary = std::getenv("TEST_TMPDIR");
    directory_ = fs::path(temporary != nullptr ? temporary : "/tmp") / "a" / "segments";
    fs::remove_all(directory_);
    auto store = NewSegmentDirectory(directory_.string());
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  const Context context_ = Context::Background();
  fs::path directory_;
  std::unique_ptr<SegmentStore> store_;
};

TEST_F(SegmentDirectoryTest, PutOpenListDelete) {
  EXPECT_EQ(store_->Open(context_, "one").status().code(), absl::StatusCode::kNotFound);
  ASSERT_TRUE(store_->Put(context_, "one", "bytes of one").ok());
  ASSERT_TRUE(store_->Put(context_, "Two_2@x.y-z", "").ok());
  const auto one = store_->Open(context_, "one");
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_EQ(AllOf(**one), "bytes of one");
  EXPECT_EQ((*one)->in_place().data(), nullptr);
  const auto two = store_->Open(context_, "Two_2@x.y-z");
  ASSERT_TRUE(two.ok()) << two.status();
  EXPECT_EQ((*two)->size(), 0);
  EXPECT_EQ(*store_->List(context_), (std::vector<std::string>{"Two_2@x.y-z", "one"}));
  ASSERT_TRUE(store_->Delete(context_, "one").ok());
  EXPECT_EQ(store_->Delete(context_, "one").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(*store_->List(context_), std::vector<std::string>{"Two_2@x.y-z"});
  EXPECT_EQ(AllOf(**one), "bytes of one");  // still open
}

TEST_F(SegmentDirectoryTest, ReadersKeepWhatWasReplaced) {
  ASSERT_TRUE(store_->Put(context_, "s", std::string(100000, 'a')).ok());
  const auto old = store_->Open(context_, "s");
  ASSERT_TRUE(old.ok());
  ASSERT_TRUE(store_->Put(context_, "s", "b").ok());
  EXPECT_EQ(AllOf(**old), std::string(100000, 'a'));
  EXPECT_EQ(AllOf(**store_->Open(context_, "s")), "b");
}

TEST_F(SegmentDirectoryTest, LeavesOtherFilesAlone) {
  std::ofstream(directory_ / "notes.txt") << "mine";
  std::ofstream(directory_ / "~partial-1-0-x.segment") << "half";
  EXPECT_TRUE(store_->List(context_)->empty());
}

TEST_F(SegmentDirectoryTest, RefusesNamesThatLeaveIt) {
  for (const char* name : {"", "..", "../x", "a/b", ".hidden", "a b", "~x"}) {
    EXPECT_EQ(store_->Put(context_, name, "x").code(), absl::StatusCode::kInvalidArgument) << name;
    EXPECT_EQ(store_->Open(context_, name).status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(store_->Delete(context_, name).code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST_F(SegmentDirectoryTest, DirectoryInTheWay) {
  fs::create_directory(directory_ / "d.segment");
  EXPECT_EQ(store_->Open(context_, "d").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(NewSegmentDirectory("").ok());
}

TEST_F(SegmentDirectoryTest, MapsForAHostThatOwnsItsFiles) {
  ASSERT_TRUE(store_->Put(context_, "s", "bytes").ok());
  const auto mapping = NewSegmentDirectory(directory_.string(), FileReading::kMapped);
  ASSERT_TRUE(mapping.ok());
  const auto opened = (*mapping)->Open(context_, "s");
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ((*opened)->in_place(), "bytes");
  EXPECT_EQ(reinterpret_cast<uintptr_t>((*opened)->in_place().data()) % 8, 0);
  EXPECT_EQ((*opened)->name(), directory_.string() + "/s.segment");
}

}  // namespace
}  // namespace claircore
