#include "claircore/cvss.h"

#include <string_view>

#include "gtest/gtest.h"

namespace claircore {
namespace {

struct Case {
  std::string_view vector;
  double base, overall;
  Severity severity;
};

// From the examples of FIRST's documents and NVD's records.
constexpr Case kCases[] = {
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C", 7.8, 7.8, Severity::kHigh},
    {"(AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C)", 7.8, 6.4, Severity::kMedium},
    {"AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H", 7.8, 9.2,
     Severity::kHigh},
    {"AV:L/AC:H/Au:M/C:P/I:N/A:N/CDP:N/TD:H/CR:L/IR:L/AR:H", 0.8, 0.0, Severity::kNegligible},
    {"CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, 6.1, Severity::kMedium},
    {"CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:H/A:H", 9.9, 9.9, Severity::kCritical},
    {"CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N", 0.0, 0.0, Severity::kNegligible},
    // The metrics of v3 may come in any order.
    {"CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/A:H/C:H/I:H", 9.8, 9.8, Severity::kCritical},
    {"CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 7.3, 7.3, Severity::kHigh},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U", 7.7, 5.2,
     Severity::kMedium},
    {"CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:L/SC:N/SI:N/SA:N/CR:H/IR:L/AR:L/MAV:N/MAC:H/"
     "MVC:H/MVI:L/MVA:L",
     8.3, 8.1, Severity::kHigh},
};

TEST(Cvss, ScoresTheExamples) {
  for (const Case& c : kCases) {
    const auto score = ParseCvss(c.vector);
    ASSERT_TRUE(score.ok()) << c.vector << ": " << score.status();
    EXPECT_NEAR(score->base, c.base, 1e-9) << c.vector;
    EXPECT_NEAR(score->overall, c.overall, 1e-9) << c.vector;
    EXPECT_EQ(score->severity, c.severity) << c.vector;
  }
}

TEST(Cvss, PrintsTheCanonicalForm) {
  EXPECT_EQ(ParseCvss("CVSS:3.1/S:U/AV:N/AC:L/PR:N/UI:N/A:H/C:H/I:H/E:X")->vector,
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H");
}

TEST(Cvss, RefusesWhatIsNoVector) {
  for (std::string_view bad :
       {"", "CVSS:3.1", "CVSS:3.1/", "CVSS:2.0/AV:N/AC:L/Au:N/C:N/I:N/A:C",
        "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:X", "AV:N/AC:L/Au:N/C:N/I:N",
        "AV:A/AC:L/Au:N/C:C/I:C/A:C/E:F", "AV:A/AC:L/Au:N/A:C/I:C/C:C",
        "CVSS:4.0/AV:N/AC:L/AT:N/PR:H/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/E:A/SA:N",
        "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N/AV:P",
        "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:N/I:N/A:N/"}) {
    EXPECT_EQ(ParseCvss(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

}  // namespace
}  // namespace claircore
