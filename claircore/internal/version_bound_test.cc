#include "claircore/internal/version_bound.h"

#include <string>

#include "claircore/builtin_versions.h"
#include "gtest/gtest.h"

namespace claircore::internal {
namespace {

std::string Fill(const char* scheme, const char* bound) {
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  return FillUpVersion(*schemes.Find(scheme), bound);
}

TEST(VersionBoundTest, FillsUpMissingNumbers) {
  EXPECT_EQ(Fill("semver", "0.1"), "0.1.0");
  EXPECT_EQ(Fill("semver", "v2"), "v2.0.0");
  EXPECT_EQ(Fill("npm", "9-beta.1"), "9.0.0-beta.1");
  EXPECT_EQ(Fill("cargo", "1.2+b"), "1.2.0+b");
  EXPECT_EQ(Fill("go", "18.09.8"), "18.9.8");
  EXPECT_EQ(Fill("go", "v17.06-ce"), "v17.6.0-ce");
  EXPECT_EQ(Fill("semver", "1.02.03-rc.1"), "1.2.3-rc.1");
  EXPECT_EQ(Fill("semver", "1.2.3-01"), "") << "of the numbers in front alone";
  EXPECT_EQ(Fill("semver", "1.2."), "");
  EXPECT_EQ(Fill("semver", "1.2.3"), "") << "is one already";
  EXPECT_EQ(Fill("semver", "1.2.3.4"), "");
  EXPECT_EQ(Fill("semver", "1.2b1"), "");
  EXPECT_EQ(Fill("semver", "x"), "");
  EXPECT_EQ(Fill("semver", ""), "");
  EXPECT_EQ(Fill("pep440", "2.6.0-NA"), "");
  EXPECT_EQ(Fill("semver", std::string(300, '1').c_str()), "");
}

TEST(VersionBoundTest, ComparesTheNumbersInFront) {
  const auto order = [](const char* a, const char* b) {
    return CompareLeadingNumbers(a, b).value_or(0);
  };
  EXPECT_EQ(order("2.9.0", "2.6.0-NA"), 1);
  EXPECT_EQ(order("2.5.1+cpu", "2.6.0-NA"), -1);
  EXPECT_EQ(order("2.6.0", "2.6.0-NA"), 0);
  EXPECT_EQ(order("9.6.0", "9.6.0b1"), 0);
  EXPECT_EQ(order("9.10.0", "9.6.0b1"), 1);
  EXPECT_EQ(order("v1.09", "1.10"), -1);
  EXPECT_EQ(order("1.2", "1.2.5"), 0) << "what is not there is not known";
  EXPECT_EQ(order("1:1.2", "2.0"), 0);
  EXPECT_EQ(order("1.2", "1!2.0"), 0);
  EXPECT_EQ(order("a", "b"), 0);
  EXPECT_EQ(order("", "1"), 0);
  EXPECT_EQ(order("10", "9"), 1);
}

}  // namespace
}  // namespace claircore::internal
