#include "claircore/severity.h"

#include "gtest/gtest.h"

namespace claircore {
namespace {

TEST(SeverityTest, NamesMakeTheRoundTrip) {
  for (int i = 0; i < 6; ++i) {
    const auto severity = static_cast<Severity>(i);
    const auto parsed = ParseSeverity(SeverityName(severity));
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, severity);
  }
  EXPECT_EQ(*ParseSeverity("cRiTiCaL"), Severity::kCritical);
  EXPECT_EQ(*ParseSeverity(""), Severity::kUnknown);
  EXPECT_EQ(ParseSeverity("important").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(SeverityName(static_cast<Severity>(99)), "Unknown");
}

TEST(SeverityTest, VendorsWordsHaveARating) {
  EXPECT_EQ(NormalizeSeverity("Moderate"), Severity::kMedium);
  EXPECT_EQ(NormalizeSeverity("IMPORTANT"), Severity::kHigh);
  EXPECT_EQ(NormalizeSeverity("unimportant"), Severity::kNegligible);
  EXPECT_EQ(NormalizeSeverity("none"), Severity::kNegligible);
  EXPECT_EQ(NormalizeSeverity("critical"), Severity::kCritical);
  EXPECT_EQ(NormalizeSeverity("not yet assigned"), Severity::kUnknown);
  EXPECT_EQ(NormalizeSeverity(""), Severity::kUnknown);
}

TEST(SeverityTest, ScoresFallIntoFirstsBands) {
  EXPECT_EQ(SeverityOfScore(0.0), Severity::kNegligible);
  EXPECT_EQ(SeverityOfScore(0.1), Severity::kLow);
  EXPECT_EQ(SeverityOfScore(3.9), Severity::kLow);
  EXPECT_EQ(SeverityOfScore(4.0), Severity::kMedium);
  EXPECT_EQ(SeverityOfScore(6.9), Severity::kMedium);
  EXPECT_EQ(SeverityOfScore(7.0), Severity::kHigh);
  EXPECT_EQ(SeverityOfScore(8.9), Severity::kHigh);
  EXPECT_EQ(SeverityOfScore(9.0), Severity::kCritical);
  EXPECT_EQ(SeverityOfScore(10.0), Severity::kCritical);
}

}  // namespace
}  // namespace claircore
