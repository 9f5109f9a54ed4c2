#include "examples/clairscan/suggest.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"

namespace clairscan {
namespace {

// Nobody mistypes more than this; what is longer is a path or a paste.
constexpr size_t kLongest = 32;

char Lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Letters to add, drop, change or swap with their neighbour to make one of the other, whatever
// their case.
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> two, one(b.size() + 1), now(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) one[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      now[j] = std::min({one[j] + 1, now[j - 1] + 1, one[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1])) {
        now[j] = std::min(now[j], two[j - 2] + 1);
      }
    }
    two = one;
    one = now;
  }
  return one[b.size()];
}

}  // namespace

std::string DidYouMean(std::string_view mistyped, const std::vector<std::string>& words) {
  if (mistyped.empty() || mistyped.size() > kLongest) return "";
  const std::string* nearest = nullptr;
  size_t least = std::max<size_t>(1, mistyped.size() / 3) + 1;
  for (const std::string& word : words) {
    // What was broken off is meant, too: "--form" for "--format".
    const bool begun = mistyped.size() > 3 && word.starts_with(mistyped);
    const size_t distance = begun ? 1 : Distance(mistyped, word);
    if (distance < least) {
      least = distance;
      nearest = &word;
    }
  }
  return nearest == nullptr ? "" : absl::StrCat("; did you mean ", *nearest, "?");
}

}  // namespace clairscan
