#include "examples/clairscan/read_file.h"

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "examples/clairscan/ignore.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

TEST(ReadFile, SaysWhatIsInTheWay) {
  const std::string folder = ::testing::TempDir();
  const auto directory = ReadFile(folder);
  ASSERT_FALSE(directory.ok());
  EXPECT_EQ(directory.status().message(), folder + " is a directory");
  EXPECT_EQ(IgnoreList::Load(folder).status().message(),
            "the ignore file: " + folder + " is a directory");
  EXPECT_EQ(ReadFile(folder + "/no-such").status().code(), absl::StatusCode::kNotFound);
  const std::string path = folder + "/three-megabytes";
  std::ofstream(path) << std::string(3'000'000, 'x') << "end";
  const auto bytes = ReadFile(path);
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  EXPECT_EQ(bytes->size(), 3'000'003u);
  EXPECT_TRUE(bytes->ends_with("xend"));
}

}  // namespace
}  // namespace clairscan
