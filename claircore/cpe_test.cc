#include "claircore/cpe.h"

#include <string_view>

#include "gtest/gtest.h"

namespace claircore {
namespace {

Cpe Parsed(std::string_view text) {
  const auto cpe = Cpe::Parse(text);
  EXPECT_TRUE(cpe.ok()) << text << ": " << cpe.status();
  return cpe.ok() ? *cpe : Cpe{};
}

// Pairs of bindings, from the examples of NISTIR 7695, sections 6.1 and 6.2.
constexpr std::pair<std::string_view, std::string_view> kBindings[] = {
    {"cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
     "cpe:2.3:a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*"},
    {"cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
     "cpe:2.3:a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*"},
    {"cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~",
     "cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*"},
    {"cpe:/a:hp:openview_network_manager:7.51::~~~linux~~",
     "cpe:2.3:a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*"},
    {"cpe:/a:foo%5cbar:big%24money_2010:::~~special~ipod_touch~80gb~",
     "cpe:2.3:a:foo\\\\bar:big\\$money_2010:*:*:*:*:special:ipod_touch:80gb:*"},
};

TEST(Cpe, BindsBothWays) {
  for (const auto& [uri, formatted] : kBindings) {
    EXPECT_EQ(Parsed(uri).ToString(), formatted);
    EXPECT_EQ(Parsed(formatted).ToUri(), uri);
    EXPECT_EQ(Parsed(uri), Parsed(formatted));
    EXPECT_EQ(Parsed(formatted).ToString(), formatted);
  }
}

TEST(Cpe, RefusesWhatIsNoName) {
  for (std::string_view bad :
       {"", "cpe", "cpe:/x:foo", "cpe:2.3:a:b", "cpe:2.3:a:b:c:d:e:f:g:h:i:j:k:l",
        "cpe:2.3:a:b*c:d:*:*:*:*:*:*:*:*", "cpe:2.3:a::d:*:*:*:*:*:*:*:*", "cpe:/a:foo%5",
        "cpe:/a:foo%zz", "cpe:/a:1%021:x", "cpe:/a:a:b:c:d:e:f:g",
        "cpe:2.3:a:b:c:d:e:f:g:h:i:j:\\"}) {
    EXPECT_EQ(Cpe::Parse(bad).status().code(), absl::StatusCode::kInvalidArgument) << bad;
  }
}

// Table 6-2 of NISTIR 7696, row by row, on the version attribute.
TEST(Cpe, ComparesValuesAsTheTableSays) {
  const auto value = [](std::string_view v) {
    return Parsed("cpe:2.3:a:v:p:" + std::string(v) + ":*:*:*:*:*:*:*").values[Cpe::kVersion];
  };
  struct Row {
    std::string_view source, target;
    CpeRelation relation;
  };
  constexpr Row kRows[] = {
      {"*", "*", CpeRelation::kEqual},         {"*", "-", CpeRelation::kSuperset},
      {"*", "1.0", CpeRelation::kSuperset},    {"*", "1.?", CpeRelation::kUndefined},
      {"-", "*", CpeRelation::kSubset},        {"-", "-", CpeRelation::kEqual},
      {"-", "1.0", CpeRelation::kDisjoint},    {"-", "1.?", CpeRelation::kUndefined},
      {"1.0", "1.0", CpeRelation::kEqual},     {"1.0", "1.1", CpeRelation::kDisjoint},
      {"1.0", "1.?", CpeRelation::kUndefined}, {"1.0", "-", CpeRelation::kDisjoint},
      {"1.0", "*", CpeRelation::kSubset},      {"1.*", "1.5.6", CpeRelation::kSuperset},
      {"1.*", "2.0", CpeRelation::kDisjoint},  {"1.?", "1.5", CpeRelation::kSuperset},
      {"1.?", "1.55", CpeRelation::kDisjoint}, {"1.*", "*", CpeRelation::kSubset},
      {"1.*", "-", CpeRelation::kDisjoint},    {"1.*", "1.?", CpeRelation::kUndefined},
      {"*.5", "1.5", CpeRelation::kSuperset},  {"??5", "115", CpeRelation::kSuperset},
      {"??5", "1115", CpeRelation::kDisjoint},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(CompareCpeValue(value(row.source), value(row.target)), row.relation)
        << row.source << " to " << row.target;
  }
}

TEST(Cpe, ComparesNames) {
  const Cpe adobe9 = Parsed("cpe:2.3:a:adobe:reader:9.*:*:*:*:*:*:*:*");
  const Cpe adobe932 = Parsed("cpe:2.3:a:Adobe:reader:9.3.2:-:*:*:*:*:*:*");
  EXPECT_EQ(CpeNameRelation(adobe9, adobe932), CpeRelation::kSuperset);
  EXPECT_EQ(CpeNameRelation(adobe932, adobe932), CpeRelation::kEqual);
  EXPECT_EQ(CpeNameRelation(adobe932, Parsed("cpe:2.3:a:adobe:flash:*:*:*:*:*:*:*:*")),
            CpeRelation::kDisjoint);
}

}  // namespace
}  // namespace claircore
