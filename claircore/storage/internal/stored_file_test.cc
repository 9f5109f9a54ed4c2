#include "claircore/storage/internal/stored_file.h"

#include <unistd.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::storage {
namespace {

std::string Written(const std::string& name, const std::string& bytes) {
  const std::string path = ::testing::TempDir() + "/" + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

class StoredFileTest : public ::testing::TestWithParam<FileReading> {};

TEST_P(StoredFileTest, ReadsWhatIsThere) {
  const auto file = StoredFile::Open(Written("digits", "0123456789"), GetParam());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->size(), 10u);
  EXPECT_EQ((*file)->in_place().data() != nullptr, GetParam() == FileReading::kMapped);
  std::string buffer;
  EXPECT_EQ(*BytesAt(**file, 3, 4, buffer), "3456");
  EXPECT_EQ(*BytesAt(**file, 10, 0, buffer), "");
  EXPECT_EQ(BytesAt(**file, 9, 2, buffer).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(BytesAt(**file, 11, 0, buffer).status().code(), absl::StatusCode::kDataLoss);
  const auto slice = SliceOf(*file, 2, 5);
  EXPECT_EQ(slice->size(), 5u);
  EXPECT_EQ(*BytesAt(*slice, 0, 5, buffer), "23456");
  EXPECT_EQ(BytesAt(*slice, 1, 5, buffer).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(slice->name(), (*file)->name());
  unlink(std::string((*file)->name()).c_str());
  EXPECT_EQ(*BytesAt(*slice, 0, 2, buffer), "23") << "whatever happens to its name";
}

INSTANTIATE_TEST_SUITE_P(All, StoredFileTest,
                         ::testing::Values(FileReading::kOnTouch, FileReading::kMapped));

TEST(StoredFile, TruncatedWhileItIsRead) {
  const std::string path = Written("cut", std::string(10'000, 'x'));
  const auto file = StoredFile::Open(path, FileReading::kOnTouch);
  ASSERT_TRUE(file.ok());
  ASSERT_EQ(truncate(path.c_str(), 100), 0);
  std::string buffer;
  EXPECT_TRUE(BytesAt(**file, 0, 100, buffer).ok());
  const auto beyond = BytesAt(**file, 50, 100, buffer);
  EXPECT_EQ(beyond.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(beyond.status().message(), path + " was truncated while it was read");
}

TEST(StoredFile, RefusesWhatIsNoFile) {
  EXPECT_EQ(StoredFile::Open(::testing::TempDir(), FileReading::kOnTouch).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(StoredFile::Open("/no/such", FileReading::kOnTouch).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace claircore::storage
