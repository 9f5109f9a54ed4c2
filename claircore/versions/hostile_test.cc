// Strings made to be slow, in every scheme: twice the length may take about twice the time, and
// none takes long. What a scheme refuses, it refuses as fast.
#include <chrono>
#include <string>
#include <vector>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

std::string Repeat(const std::string& piece, size_t size) {
  std::string out;
  while (out.size() < size) out += piece;
  return out;
}

TEST(HostileVersionsTest, TakeLinearTime) {
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  constexpr size_t kSize = 100'000;  // the conformance suite has the million
  for (const auto& scheme : schemes.all()) {
    for (const char* piece :
         {"9", "0", ".",  ".0",  "0.", "1.",  "-",     "-0",   "0-",   "a",   "a1", "1a",
          "~", "^", "_p", "_p1", "+",  ".ga", ".ga.0", "-0-a", "0.0-", "rc.", " "}) {
      for (const char* head : {"", "1", "1.0.0-", "1:"}) {
        const std::string a = head + Repeat(piece, kSize);
        const std::string b = a + "1";
        const auto start = std::chrono::steady_clock::now();
        const auto order = scheme->Compare(a, b);
        std::string key;
        const auto has_key = scheme->AppendSortKey(a, key);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
        EXPECT_LT(spent.count(), 5) << scheme->name() << ' ' << head << ' ' << piece;
        EXPECT_LT(key.size(), 6 * kSize) << scheme->name() << ' ' << head << ' ' << piece;
        EXPECT_EQ(order.ok(), has_key.ok() && scheme->Compare(b, b).ok())
            << scheme->name() << ' ' << head << ' ' << piece;
      }
    }
  }
}

}  // namespace
}  // namespace claircore
