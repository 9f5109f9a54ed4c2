#include "examples/clairscan/spec.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

using claircore::ImageForm;

class SpecTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = std::filesystem::path(testing::TempDir()) / "spec";
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "layout");
    std::ofstream(root_ / "two.tar") << "x";
    std::ofstream(root_ / "odd:name") << "x";
  }
  // "FORM PATH NAME" of what follows the scheme, with paths relative to the test's folder.
  std::string Parts(const std::string& scheme, const std::string& rest) {
    const std::string base = root_.string() + "/";
    const auto spec = ParseSpec(scheme + base + rest);
    if (!spec.ok()) return absl::StatusCodeToString(spec.status().code());
    EXPECT_TRUE(spec->path.starts_with(base)) << spec->path;
    return std::to_string(static_cast<int>(spec->form)) + " " + spec->path.substr(base.size()) +
           " " + spec->name;
  }
  std::filesystem::path root_;
};

TEST_F(SpecTest, SplitsPathsFromNames) {
  const std::string digest = "sha256:" + std::string(64, 'a');
  EXPECT_EQ(Parts("", "layout"), "0 layout ");
  EXPECT_EQ(Parts("", "two.tar:a:1"), "0 two.tar a:1");
  EXPECT_EQ(Parts("oci:", "layout"), "1 layout ");
  EXPECT_EQ(Parts("oci:", "layout:"), "1 layout ");
  EXPECT_EQ(Parts("oci:", "layout:1.2"), "1 layout 1.2");
  EXPECT_EQ(Parts("oci:", "layout:docker.io/library/x:1.2"), "1 layout docker.io/library/x:1.2");
  EXPECT_EQ(Parts("oci:", "layout@" + digest), "1 layout " + digest);
  EXPECT_EQ(Parts("oci:", "layout:" + digest), "1 layout " + digest);
  EXPECT_EQ(Parts("oci:", "layout:x:1@" + digest), "1 layout x:1@" + digest);
  EXPECT_EQ(Parts("docker-archive:", "two.tar:a:1"), "2 two.tar a:1");
  EXPECT_EQ(Parts("dir:", "layout"), "3 layout ");
  EXPECT_EQ(Parts("rootfs:", "layout"), "4 layout ");
  EXPECT_EQ(Parts("oci-archive:", "odd:name"), "1 odd:name ");
  EXPECT_EQ(Parts("oci-archive:", "odd:name:1"), "1 odd:name 1");
  EXPECT_EQ(Parts("oci:", "none:1"), "NOT_FOUND");
}

TEST_F(SpecTest, TakesStandardInput) {
  for (const char* text : {"-", "-:a:1", "docker-archive:-:a:1", "oci:-@x"}) {
    const auto spec = ParseSpec(text);
    ASSERT_TRUE(spec.ok()) << spec.status();
    EXPECT_EQ(spec->path, "-") << text;
  }
  EXPECT_EQ(ParseSpec("docker-archive:-:a:1")->name, "a:1");
}

TEST_F(SpecTest, SaysWhatIsPossible) {
  const auto message = [](const char* text) {
    return std::string(ParseSpec(text).status().message());
  };
  EXPECT_EQ(message("docker:nginx"),
            "there is no docker:nginx; images are read from disk: docker save IMAGE | clairscan "
            "scan -");
  EXPECT_NE(message("nginx:1.27").find("oci:DIR"), std::string::npos);
  EXPECT_EQ(ParseSpec("oci:").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ParseSpec((root_ / "two.tar" / "x").string()).status().code(),
            absl::StatusCode::kFailedPrecondition)
      << "no directory on the way; said as it is";
}

}  // namespace
}  // namespace clairscan
