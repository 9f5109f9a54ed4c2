#include "examples/clairscan/programs.h"

#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace clairscan {
namespace {

TEST(Programs, ThatNobodyAccountsForAreListed) {
  claircore::IndexReport index;
  std::ostringstream none, out, many;
  PrintUnknownPrograms(index, none);
  EXPECT_EQ(none.str(), "");
  index.unknown_programs = {{"bin/a", {}, 999}, {"bin/b\n", {}, 1'234'567}};
  PrintUnknownPrograms(index, out);
  EXPECT_EQ(out.str(), "2 programs nobody accounts for:\n  bin/a (999 B)\n  bin/b? (1.2 MB)\n");
  index.unknown_programs.resize(1000);
  PrintUnknownPrograms(index, many);
  EXPECT_TRUE(many.str().ends_with("  and 980 more: --format json has all of them\n"));
}

}  // namespace
}  // namespace clairscan
