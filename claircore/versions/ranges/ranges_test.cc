#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/builtin_versions.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

class RangesTest : public ::testing::Test {
 protected:
  RangesTest() { AddBuiltinVersions(schemes_); }

  // Which of `versions`, cut at spaces, are in the range.
  std::string Inside(std::string_view scheme, std::string_view range, std::string_view versions) {
    const auto set = VersionRangeSet::Parse(*schemes_.Find(scheme), range);
    if (!set.ok()) return set.status().ToString();
    std::string inside;
    while (!versions.empty()) {
      const std::string_view version = versions.substr(0, versions.find(' '));
      versions.remove_prefix(std::min(version.size() + 1, versions.size()));
      const auto contains = set->Contains(version);
      if (!contains.ok()) return contains.status().ToString();
      if (*contains) inside.append(inside.empty() ? "" : " ").append(version);
    }
    return inside;
  }

  bool Invalid(std::string_view scheme, std::string_view range) {
    const auto set = VersionRangeSet::Parse(*schemes_.Find(scheme), range);
    return set.status().code() == absl::StatusCode::kInvalidArgument;
  }

  VersionSchemeSet schemes_;
};

TEST_F(RangesTest, Npm) {
  constexpr std::string_view kVersions =
      "0.9.0 1.0.0 1.2.0 1.2.3-rc.1 1.2.3 1.3.0-rc.1 1.9.0 2.0.0";
  EXPECT_EQ(Inside("npm", "^1.2.0", kVersions), "1.2.0 1.2.3 1.9.0");
  EXPECT_EQ(Inside("npm", "~1.2", kVersions), "1.2.0 1.2.3");
  EXPECT_EQ(Inside("npm", "1.2.x || >=2", kVersions), "1.2.0 1.2.3 2.0.0");
  EXPECT_EQ(Inside("npm", "1.0.0 - 1.2", kVersions), "1.0.0 1.2.0 1.2.3");
  EXPECT_EQ(Inside("npm", "^1.2.3-rc.0", kVersions), "1.2.3-rc.1 1.2.3 1.9.0");
  EXPECT_EQ(Inside("npm", ">= 1.0.0, < 1.2.3", kVersions), "1.0.0 1.2.0");
  EXPECT_EQ(Inside("npm", "*", kVersions), "0.9.0 1.0.0 1.2.0 1.2.3 1.9.0 2.0.0");
  EXPECT_EQ(Inside("npm", "==1.2.3", kVersions), "1.2.3");
  EXPECT_TRUE(Invalid("npm", "1.2.3.4"));
  EXPECT_TRUE(Invalid("npm", ">"));
  EXPECT_TRUE(Invalid("npm", "blerg"));
}

TEST_F(RangesTest, Cargo) {
  constexpr std::string_view kVersions = "0.0.3 0.2.0 0.2.9 0.3.0 1.0.0 1.2.0-a 1.2.0 1.9.0 2.0.0";
  EXPECT_EQ(Inside("cargo", "0.2", kVersions), "0.2.0 0.2.9");
  EXPECT_EQ(Inside("cargo", "1.2.0", kVersions), "1.2.0 1.9.0");
  EXPECT_EQ(Inside("cargo", "1.2.*", kVersions), "1.2.0");
  EXPECT_EQ(Inside("cargo", ">=0.2.0, <1.0.0", kVersions), "0.2.0 0.2.9 0.3.0");
  EXPECT_EQ(Inside("cargo", "=0.0.3", kVersions), "0.0.3");
  EXPECT_EQ(Inside("cargo", "1.2.x", kVersions), "1.2.0");
  EXPECT_EQ(Inside("cargo", "^0.*", kVersions), "0.0.3 0.2.0 0.2.9 0.3.0");
  EXPECT_TRUE(Invalid("cargo", "==1.0.0"));
  EXPECT_TRUE(Invalid("cargo", ">=1,"));
  // A bound without all numbers names no pre-release: those of its own versions are out, but "^".
  constexpr std::string_view kPre = "0.9.0-a 1.0.0-a 1.3.5-a 1.3.5 2.0.0-a";
  EXPECT_EQ(Inside("cargo", "<1.3.5-b, <=1", kPre), "");
  EXPECT_EQ(Inside("cargo", ">=1.3.5-0, =1", kPre), "1.3.5");
  EXPECT_EQ(Inside("cargo", ">=1.3.5-0, ^1", kPre), "1.3.5-a 1.3.5");
  EXPECT_EQ(Inside("cargo", ">=1.3.5-0, ~1.3", kPre), "1.3.5");
  EXPECT_EQ(Inside("cargo", "^1.0.0-0, ^1", kPre), "1.0.0-a 1.3.5");
  EXPECT_EQ(Inside("cargo", ">1, >=2.0.0-0", kPre), "2.0.0-a");
  EXPECT_EQ(Inside("cargo", ">=1, <1.3.5-b", kPre), "");
}

TEST_F(RangesTest, Gem) {
  constexpr std::string_view kVersions = "1.1 1.2 1.2.5 1.3.a 1.3 1.9 2.0.rc1 2.0";
  EXPECT_EQ(Inside("gem", "~> 1.2", kVersions), "1.2 1.2.5 1.3.a 1.3 1.9");
  EXPECT_EQ(Inside("gem", "~> 1.2.0, != 1.2.5", kVersions), "1.2");
  EXPECT_EQ(Inside("gem", ">= 1.9", kVersions), "1.9 2.0.rc1 2.0");
  EXPECT_EQ(Inside("gem", "1.2", kVersions), "1.2");
  EXPECT_TRUE(Invalid("gem", ""));
  EXPECT_TRUE(Invalid("gem", "~> x"));
}

TEST_F(RangesTest, Pep440) {
  constexpr std::string_view kVersions = "1.0.dev1 1.0a1 1.0 1.0+x 1.0.post1 1.0.1 1.1 2.0";
  EXPECT_EQ(Inside("pep440", "==1.0", kVersions), "1.0 1.0+x");
  EXPECT_EQ(Inside("pep440", "==1.0+x", kVersions), "1.0+x");
  EXPECT_EQ(Inside("pep440", "===1.0", kVersions), "1.0");
  EXPECT_EQ(Inside("pep440", "<1.0", kVersions), "");
  EXPECT_EQ(Inside("pep440", "<1.0b1", kVersions), "1.0.dev1 1.0a1");
  EXPECT_EQ(Inside("pep440", ">1.0", kVersions), "1.0.1 1.1 2.0");
  EXPECT_EQ(Inside("pep440", "<1.0.post1", "1.0.dev1 1.0a1 1.0 1.0.post1.dev2 1.0.post1"),
            "1.0.dev1 1.0a1 1.0");
  EXPECT_EQ(Inside("pep440", "vers:pypi/<=1.0", kVersions), "1.0.dev1 1.0a1 1.0 1.0+x");
  EXPECT_EQ(Inside("pep440", "~=1.0", kVersions), "1.0 1.0+x 1.0.post1 1.0.1 1.1");
  EXPECT_EQ(Inside("pep440", "==1.0.*,!=1.0", kVersions), "1.0.dev1 1.0a1 1.0.post1 1.0.1");
  EXPECT_TRUE(Invalid("pep440", "1.0"));
  EXPECT_TRUE(Invalid("pep440", "=1.0"));
  EXPECT_TRUE(Invalid("pep440", "~=1"));
  EXPECT_TRUE(Invalid("pep440", ">1.0.*"));
  EXPECT_TRUE(Invalid("pep440", ">1.0+x"));
}

TEST_F(RangesTest, Composer) {
  constexpr std::string_view kVersions = "dev-x 0.9 1.0-dev 1.0 1.2.3 1.2.9 1.3 2.0-dev 2.0";
  EXPECT_EQ(Inside("composer", "^1.2", kVersions), "1.2.3 1.2.9 1.3");
  EXPECT_EQ(Inside("composer", "~1.2.3", kVersions), "1.2.3 1.2.9");
  EXPECT_EQ(Inside("composer", "1.2.* || 2.0", kVersions), "1.2.3 1.2.9 2.0");
  EXPECT_EQ(Inside("composer", ">=1.0,<2.0", kVersions), "1.0-dev 1.0 1.2.3 1.2.9 1.3");
  EXPECT_EQ(Inside("composer", "<1.0", kVersions), "0.9");
  EXPECT_EQ(Inside("composer", "1.0 - 1.2", kVersions), "1.0-dev 1.0 1.2.3 1.2.9");
  EXPECT_EQ(Inside("composer", "dev-x", kVersions), "dev-x");
  // A flag that lowers the stability counts where there is an order.
  EXPECT_EQ(Inside("composer", "<=1.3@dev", kVersions), "0.9 1.0-dev 1.0 1.2.3 1.2.9");
  EXPECT_EQ(Inside("composer", ">2@dev", kVersions), "2.0");
  EXPECT_EQ(Inside("composer", ">=2@beta", kVersions), "2.0");
  EXPECT_EQ(Inside("composer", "!=1.3@dev,>1.2.9", kVersions), "1.3 2.0-dev 2.0");
  EXPECT_EQ(Inside("composer", "1.3@dev", kVersions), "1.3");
  EXPECT_EQ(Inside("composer", "<=1.3@stable", kVersions), "0.9 1.0-dev 1.0 1.2.3 1.2.9 1.3");
  EXPECT_TRUE(Invalid("composer", "20240131.*"));
}

TEST_F(RangesTest, Brackets) {
  constexpr std::string_view kVersions = "0.9 1.0 1.5 2.0 2.5";
  EXPECT_EQ(Inside("maven", "[1.0,2.0)", kVersions), "1.0 1.5");
  EXPECT_EQ(Inside("maven", "(,1.0],(2.0,)", kVersions), "0.9 1.0 2.5");
  EXPECT_EQ(Inside("maven", "[1.5]", kVersions), "1.5");
  EXPECT_EQ(Inside("maven", "1.5", kVersions), "1.5");
  EXPECT_EQ(Inside("maven", ">= 1.0, < 2.0", kVersions), "1.0 1.5");
  EXPECT_EQ(Inside("nuget", "1.5", kVersions), "1.5 2.0 2.5");
  EXPECT_EQ(Inside("nuget", "(1.0,2.0]", kVersions), "1.5 2.0");
  EXPECT_TRUE(Invalid("maven", "[1.0"));
  EXPECT_TRUE(Invalid("maven", "(1.0)"));
  EXPECT_TRUE(Invalid("maven", "[1,2,3]"));
  EXPECT_TRUE(Invalid("nuget", "[x,)"));
}

TEST_F(RangesTest, BoundsWithoutKeysStillCompare) {
  const auto set = VersionRangeSet::Parse(*schemes_.Find("maven"), "[1.sp.1,2)");
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_FALSE(set->has_keys());
  EXPECT_TRUE(set->intervals().empty());
  EXPECT_TRUE(*set->Contains("1.5"));
  EXPECT_FALSE(*set->Contains("2"));
}

TEST_F(RangesTest, PlainAndVers) {
  EXPECT_EQ(Inside("dpkg", ">= 1.0-1, << 2", "1.0 1.0-1 1.9 2"), "1.0-1 1.9");
  EXPECT_EQ(Inside("opkg", ">> 1.0", "1.0 1.1"), "1.1");
  EXPECT_TRUE(Invalid("rpm", "<< 2.0")) << "Debian's alone";
  // What the syntax lacks is no version, so that it does not say "no".
  for (const char* scheme : {"dpkg", "opkg", "rpm", "pacman", "conan", "generic"}) {
    for (const char* range : {"~> 2.1", "^2.1", "=> 2.1", "[2.1,3.0)", "one two", "2.1 3.0",
                              "2.1 < 3", "<3 2.1", "~2.1", "=< 2"}) {
      EXPECT_TRUE(Invalid(scheme, range)) << scheme << " " << range;
    }
  }
  EXPECT_TRUE(Invalid("maven", "^2.1"));
  EXPECT_TRUE(Invalid("maven", "~> 2.1"));
  EXPECT_EQ(Inside("dpkg", "2.1 || 3.0", "2.1 3.0 3.1"), "2.1 3.0");
  EXPECT_EQ(Inside("dpkg", ">= 1.0-1, < 2", "1.0 1.0-1 1.9 2~rc1 2"), "1.0-1 1.9 2~rc1");
  EXPECT_EQ(Inside("rpm", "vers:rpm/>=1.0-1|<2.0-1|!=1.5-1", "0.9-1 1.0-1 1.5-1 1.6-1 2.0-1"),
            "1.0-1 1.6-1");
  EXPECT_EQ(Inside("npm", "vers:npm/1.2.3|>=2.0.0|<5.0.0", "1.2.3 1.2.4 2.0.0 4.0.0-rc.1 5.0.0"),
            "1.2.3 2.0.0 4.0.0-rc.1");
  EXPECT_EQ(Inside("pep440", "vers:pypi/<1.0", "0.9 1.0a1 1.0"), "0.9 1.0a1");
  EXPECT_EQ(Inside("dpkg", "vers:deb/1%3A2.0", "2.0 1:2.0"), "1:2.0");
  EXPECT_EQ(Inside("semver", "vers:semver/*", "1.0.0 2.0.0"), "1.0.0 2.0.0");
  EXPECT_TRUE(Invalid("npm", "vers:pypi/>=1"));
  EXPECT_TRUE(Invalid("npm", "vers:npm"));
  EXPECT_TRUE(Invalid("npm", "vers:npm/>=x"));
  EXPECT_TRUE(Invalid("rpm", ""));
}

TEST_F(RangesTest, IntervalsAreSortedAndJoined) {
  const VersionScheme& scheme = *schemes_.Find("semver");
  const std::vector<VersionRange> ranges = {
      {"2.0.0", "3.0.0", ""}, {"0", "1.0.0", ""}, {"0.5.0", "", "1.5.0"}, {"4.0.0", "", ""}};
  const auto set = VersionRangeSet::FromRanges(scheme, ranges);
  ASSERT_TRUE(set.ok()) << set.status();
  ASSERT_EQ(set->intervals().size(), 3u);
  EXPECT_EQ(set->intervals()[0].lower, "");
  EXPECT_TRUE(set->intervals()[2].unbounded);
  for (const auto& [version, expected] :
       std::vector<std::pair<std::string, bool>>{{"0.0.0", true},
                                                 {"1.5.0", true},
                                                 {"1.5.1", false},
                                                 {"2.0.0-rc.1", false},
                                                 {"2.0.0", true},
                                                 {"3.0.0", false},
                                                 {"4.0.0", true},
                                                 {"9.0.0", true}}) {
    std::string key;
    ASSERT_TRUE(*scheme.AppendSortKey(version, key));
    EXPECT_EQ(set->ContainsKey(key), expected) << version;
    EXPECT_EQ(*set->Contains(version), expected) << version;
  }
  EXPECT_FALSE(set->Contains("x").ok());
  const std::vector<VersionRange> local = {{"2.0", "", "2.6.0"}, {"3", "", "", "3.1"}};
  const auto python = VersionRangeSet::FromRanges(*schemes_.Find("pep440"), local);
  ASSERT_TRUE(python.ok());
  EXPECT_TRUE(*python->Contains("2.6.0+cpu"));
  EXPECT_FALSE(*python->Contains("2.6.0.post1"));
  EXPECT_TRUE(*python->Contains("3.0+cpu"));
  EXPECT_FALSE(*python->Contains("3.1"));
  EXPECT_FALSE(VersionRangeSet::FromRanges(scheme, std::vector<VersionRange>{{"x", "", ""}}).ok());
}

}  // namespace
}  // namespace claircore
