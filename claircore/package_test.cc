#include "claircore/package.h"

#include <memory>

#include "gtest/gtest.h"

namespace claircore {
namespace {

TEST(PackageTest, KindsMakeTheRoundTrip) {
  for (int i = 0; i < 5; ++i) {
    const auto kind = static_cast<PackageKind>(i);
    ASSERT_TRUE(ParsePackageKind(PackageKindName(kind)).ok());
    EXPECT_EQ(*ParsePackageKind(PackageKindName(kind)), kind);
  }
  EXPECT_EQ(*ParsePackageKind("unknown"), PackageKind::kUnknown);
  EXPECT_FALSE(ParsePackageKind("Binary").ok());
  EXPECT_EQ(PackageKindName(static_cast<PackageKind>(99)), "");
}

TEST(PackageTest, SourcesCompareByValue) {
  Package a, b;
  a.name = b.name = "curl";
  EXPECT_EQ(a, b);
  Package source;
  source.name = "curl-source";
  a.source = std::make_shared<const Package>(source);
  EXPECT_NE(a, b);
  b.source = std::make_shared<const Package>(source);
  EXPECT_EQ(a, b);
  source.version = "2";
  b.source = std::make_shared<const Package>(source);
  EXPECT_NE(a, b);
  b.source = a.source;
  b.normalized_version = NormalizedVersion{"semver", {1}};
  EXPECT_NE(a, b);
}

TEST(PackageTest, FoldedNamesAreThoseOfPep503) {
  EXPECT_EQ(FoldName("Friendly-._-Bard"), "friendly-bard");
  EXPECT_EQ(FoldName("zope.interface"), "zope-interface");
  EXPECT_EQ(FoldName("__x__"), "-x-");
  EXPECT_EQ(FoldName(""), "");
  EXPECT_EQ(FoldName("\xc3\x84"), "\xc3\x84");  // bytes above ASCII stay
  EXPECT_EQ(FoldName("@scope/name"), "@scope/name");
}

}  // namespace
}  // namespace claircore
