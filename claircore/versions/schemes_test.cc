// Every scheme of ours keeps the contract. The order itself is checked case by case, and against
// the ecosystems' own programs, in //tests/oracle.
#include <memory>
#include <string>
#include <vector>

#include "claircore/builtin_versions.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/version_scheme_conformance.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::CaseName;
using claircore::testing::VersionSchemeCase;
using claircore::testing::VersionSchemeConformance;

VersionSchemeCase Case(const std::string& name, std::vector<std::vector<std::string>> rising,
                       std::vector<std::string> invalid) {
  const auto make = [name]() -> std::shared_ptr<const VersionScheme> {
    VersionSchemeSet schemes;
    AddBuiltinVersions(schemes);
    for (const auto& scheme : schemes.all()) {
      if (scheme->name() == name) return scheme;
    }
    return nullptr;
  };
  return {name, make, std::move(rising), std::move(invalid)};
}

// Maven, Conan and pacman are not here: their order is not transitive, as their headers say.
INSTANTIATE_TEST_SUITE_P(
    Builtin, VersionSchemeConformance,
    ::testing::Values(
        Case("apk", {{"1.0_alpha"}, {"1.0_rc2"}, {"1.0"}, {"1.0-r1"}, {"1.0_p1"}, {"1.0.1"}},
             {"", "a", "1.", "1.0_x", "1-2"}),
        Case(
            "bitnami",
            {{"1.2.3", "1.2.3+x"}, {"1.2.3-0"}, {"1.2.3-1"}, {"1.2.3-1.1"}, {"1.2.3-a"}, {"1.3.0"}},
            {"", "1", "1.2", "v1.2.3", "1.2.3-01", "1.2.3.4"}),
        Case("cargo", {{"1.0.0-a.1"}, {"1.0.0-a.b"}, {"1.0.0", "1.0.0+b"}, {"1.10.0"}},
             {"", "1", "v1.0.0", "01.0.0", "18446744073709551616.0.0"}),
        Case("composer", {{"dev-master"}, {"1.0-dev"}, {"1.0RC1"}, {"1", "1.0"}, {"1.0-p1"}},
             {"", "x", "1.0 x", "1.2.3.4.5"}),
        Case("cran", {{"1"}, {"1.0"}, {"1.0.1", "1-0-1"}, {"1.10"}}, {"", "1.", "1.a", ".1"}),
        Case("dpkg", {{"1~rc1"}, {"1", "0:1", "1-0"}, {"1-1"}, {"1a"}, {"1.0"}, {"1:0"}},
             {"", "1 2", "x:1", "1:", "1-", "-1"}),
        Case("gem", {{"1.a"}, {"1.b.1"}, {"1", "1.0", "1.0.0"}, {"1.0.1"}}, {"x", "1..2", "1_0"}),
        Case("generic", {{"1~"}, {"1-rc"}, {"1", "v1"}, {"1+b"}, {"1a"}, {"1.0"}, {"2"}}, {""}),
        Case("go", {{"1.0.0-rc.1"}, {"v1", "1.0.0"}, {"go1.21rc2", "1.21.0-rc.2"}, {"go1.21.0"}},
             {"", "v", "(devel)", "1.01.0", "go", "1.2-rc"}),
        Case("hex", {{"1.0.0-1"}, {"1.0.0-a"}, {"1.0.0", "1.0.0+x"}}, {"", "1.0", "1.0.0-"}),
        Case("julia",
             {{"1.0.0-"},
              {"1.0.0-1"},
              {"1.0-rc1", "1rc1"},
              {"1.0-rc1+1"},
              {"v1", "1.0", "1.0.0"},
              {"1+"},
              {"1+0"},
              {"1+1"},
              {"1.0.0+1.1"},
              {"1+b"},
              {"1.0.1"}},
             {"", "x", "1.", "1.0.0.0", "1.0.0-a..b", "4294967296"}),
        Case("npm", {{"1.0.0-1"}, {"1.0.0-a", "1.0.0a"}, {"1.0.0", " v1.0.0 ", "=1.0.0+x"}},
             {"", "1", "1.0", "1.0.x", "9007199254740992.0.0"}),
        Case("nuget", {{"1.0-a", "1.0-A"}, {"1", "1.0.0.0"}, {"1.0.0.1"}},
             {"", "1.", "1.0.0.0.0", "2147483648"}),
        Case("opkg", {{"1~rc1"}, {"1", "1-"}, {"1-1"}}, {"x:1", "1:"}),
        Case("pep440",
             {{"1.dev1"},
              {"1a1", "1.alpha-1"},
              {"1rc1"},
              {"1", "v1.0.0"},
              {"1+a"},
              {"1.post1", "1-1"},
              {"1!0"}},
             {"", "x", "1.x", "1+", "1-foo"}),
        Case("portage", {{"1_alpha"}, {"1_rc1"}, {"1", "1-r0"}, {"1-r1"}, {"1_p"}, {"1a"}, {"1.0"}},
             {"", "a", "1.", "1_x", "1A"}),
        Case("pub", {{"1.0.0-a"}, {"1.0.0-a+b"}, {"1.0.0", "01.0.0"}, {"1.0.0+b"}},
             {"", "1.0", "v1.0.0"}),
        Case("rhctag", {{"v4.6-9"}, {"4.7", "v4.7"}, {"4.7-1"}, {"4.10-0"}}, {"", "latest", "v"}),
        Case("rpm",
             {{"1~rc1-1"}, {"1"}, {"1-1", "0:1-01"}, {"1^git-1"}, {"1.a-1"}, {"1.0-1"}, {"1:0-1"}},
             {""}),
        Case("semver", {{"1.0.0-1"}, {"1.0.0-a"}, {"1.0.0", "1.0.0+x", "v1.0.0"}, {"1.10.0"}},
             {"", "1", "1.0", "vv1.0.0", "1.0.0-01", "1.0.0+"})),
    CaseName());

class Own : public VersionScheme {
 public:
  std::string_view name() const override { return "rpm"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view, std::string_view) const override {
    return std::weak_ordering::equivalent;
  }
};

TEST(BuiltinVersionsTest, LeavesTheHostsOwn) {
  VersionSchemeSet schemes;
  auto own = std::make_shared<Own>();
  ASSERT_TRUE(schemes.Add(own).ok());
  AddBuiltinVersions(schemes);
  EXPECT_EQ(schemes.Find("rpm"), own.get());
  EXPECT_EQ(schemes.all().size(), 23u);
}

}  // namespace
}  // namespace claircore
