#include "claircore/advisory.h"

#include "claircore/vulnerability.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

TEST(AdvisoryTest, StatusAndArchOpMakeTheRoundTrip) {
  for (int i = 0; i < 6; ++i) {
    const auto status = static_cast<AffectedStatus>(i);
    ASSERT_TRUE(ParseAffectedStatus(AffectedStatusName(status)).ok());
    EXPECT_EQ(*ParseAffectedStatus(AffectedStatusName(status)), status);
  }
  EXPECT_EQ(AffectedStatusName(AffectedStatus::kNotAffected), "not_affected");
  EXPECT_FALSE(ParseAffectedStatus("").ok());
  for (int i = 0; i < 4; ++i) {
    const auto op = static_cast<ArchOp>(i);
    ASSERT_TRUE(ParseArchOp(ArchOpName(op)).ok());
    EXPECT_EQ(*ParseArchOp(ArchOpName(op)), op);
  }
  EXPECT_EQ(*ParseArchOp("invalid"), ArchOp::kNone);
  EXPECT_FALSE(ParseArchOp("less than").ok());
  EXPECT_EQ(AffectedStatusName(static_cast<AffectedStatus>(99)), "affected");
  EXPECT_EQ(ArchOpName(static_cast<ArchOp>(99)), "");
}

TEST(AliasTest, IsCutAtTheFirstDash) {
  EXPECT_EQ(MakeAlias("CVE-2024-1"), (Alias{"CVE", "2024-1"}));
  EXPECT_EQ(MakeAlias("GHSA-aaaa-bbbb-cccc"), (Alias{"GHSA", "aaaa-bbbb-cccc"}));
  EXPECT_EQ(MakeAlias("name"), (Alias{"", "name"}));
  EXPECT_EQ(MakeAlias(""), Alias());
  for (const char* name : {"CVE-2024-1", "name", "GHSA-a-b", ""}) {
    EXPECT_EQ(AliasName(MakeAlias(name)), name);
  }
  EXPECT_EQ(AliasName({"https://example.invalid/", "x"}), "https://example.invalid/x");
  EXPECT_EQ(AliasName({"https://example.invalid", "x"}), "https://example.invalid#x");
}

}  // namespace
}  // namespace claircore
