#include "claircore/version_scheme.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"

namespace claircore {
namespace {

class Named : public VersionScheme {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                             std::string_view b) const override {
    return std::weak_ordering(a <=> b);
  }

 private:
  const std::string name_;
};

TEST(VersionSchemeSetTest, KeepsSchemesByName) {
  VersionSchemeSet set;
  EXPECT_TRUE(set.Add(std::make_shared<Named>("b")).ok());
  EXPECT_TRUE(set.Add(std::make_shared<Named>("a")).ok());
  EXPECT_EQ(set.Add(std::make_shared<Named>("a")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(set.Add(std::make_shared<Named>("")).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(set.Add(nullptr).code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(set.all().size(), 2u);
  EXPECT_EQ(set.all()[0]->name(), "b");
  ASSERT_NE(set.Find("a"), nullptr);
  EXPECT_EQ(set.Find("a")->name(), "a");
  EXPECT_EQ(set.Find("c"), nullptr);
}

TEST(VersionSchemeTest, HasNoSortKeyUnlessItSaysSo) {
  std::string key = "before";
  EXPECT_EQ(*Named("a").AppendSortKey("1", key), false);
  EXPECT_EQ(key, "before");
}

}  // namespace
}  // namespace claircore
