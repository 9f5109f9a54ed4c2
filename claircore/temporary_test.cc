#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "claircore/io.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

std::string ReadAt(const RandomAccessSource& source, uint64_t position, size_t size) {
  std::vector<std::byte> buffer(size);
  const auto n = source.ReadAt(position, buffer);
  EXPECT_TRUE(n.ok()) << n.status();
  return n.ok() ? std::string(reinterpret_cast<const char*>(buffer.data()), *n) : "";
}

TEST(TemporaryDirectoryTest, FilesHoldWhatWasAppendedAndHaveNoName) {
  const std::string directory = std::string(::testing::TempDir()) + "/temporary_test";
  std::filesystem::create_directories(directory);
  const auto storage = NewTemporaryDirectory(directory);
  auto file = storage->Create(Context::Background());
  ASSERT_TRUE(file.ok()) << file.status();
  for (std::string_view part : {"hello ", "", "world"}) {
    ASSERT_TRUE((*file)->Append(std::as_bytes(std::span(part))).ok());
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory)) << "nobody else sees the file";
  EXPECT_EQ((*file)->size(), 11u);
  EXPECT_EQ(ReadAt(**file, 0, 100), "hello world");
  EXPECT_EQ(ReadAt(**file, 6, 3), "wor");
  EXPECT_EQ(ReadAt(**file, 11, 5), "");
  EXPECT_EQ(ReadAt(**file, ~uint64_t{0}, 5), "");
  EXPECT_EQ(ReadAt(**file, 3, 0), "");
  std::vector<std::thread> readers;
  for (int t = 0; t < 4; ++t) {
    readers.emplace_back([&] {
      for (int i = 0; i < 100; ++i) EXPECT_EQ(ReadAt(**file, i % 11, 1).size(), 1u);
    });
  }
  for (std::thread& reader : readers) reader.join();
}

TEST(TemporaryDirectoryTest, AMissingDirectoryIsAnError) {
  const auto storage =
      NewTemporaryDirectory(std::string(::testing::TempDir()) + "/there/is/no/such");
  EXPECT_FALSE(storage->Create(Context::Background()).ok());
}

TEST(TemporaryDirectoryTest, HasADefault) {
  EXPECT_TRUE(NewTemporaryDirectory()->Create(Context::Background()).ok());
}

}  // namespace
}  // namespace claircore
