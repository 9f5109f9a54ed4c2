#include "claircore/versions/pep440.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/pep440_parse.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

std::weak_ordering CompareReleases(std::string_view a, std::string_view b) {
  a = StripTrailingZeroComponents(a);
  b = StripTrailingZeroComponents(b);
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t m = DigitsEnd(a, i);
    const size_t n = DigitsEnd(b, j);
    if (auto c = CompareNumbers(a.substr(i, m - i), b.substr(j, n - j)); c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i < a.size() ? 1 : 0) <=> (j < b.size() ? 1 : 0);
}

// What follows the release, in order: a lone dev-release, pre-releases, the release itself, posts.
int Stage(const Pep440Parts& v) {
  if (v.pre != Pep440Parts::kNoPre) return v.pre;  // 'a' < 'b' < 'c'
  if (v.has_post || !v.has_dev) return 'd';
  return 0;
}

std::string_view NextSegment(std::string_view local, size_t& pos) {
  size_t end = pos;
  while (end < local.size() && IsAlnum(local[end])) ++end;
  const std::string_view segment = local.substr(pos, end - pos);
  pos = end + 1;
  return segment;
}

bool AllDigits(std::string_view s) { return DigitsEnd(s, 0) == s.size(); }

// Numbers above words, longer above its prefix, any local version above none.
std::weak_ordering CompareLocals(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const std::string_view s = NextSegment(a, i);
    const std::string_view t = NextSegment(b, j);
    const bool m = AllDigits(s);
    const bool n = AllDigits(t);
    if (m != n) return Newer(m);
    auto c = m ? CompareNumbers(s, t) : Order(CompareIgnoreCase(s, t));
    if (c != 0) return c;
  }
  return (i < a.size() ? 1 : 0) <=> (j < b.size() ? 1 : 0);
}

// Marks of a key. At one position only some of them can meet; all sort below numbers, so that a
// release sorts before its longer forms.
constexpr char kDev = '\x02';
constexpr char kPre = '\x03';  // three, each with its number
constexpr char kFinal = '\x06';
constexpr char kPost = '\x07';
constexpr char kWord = '\x08';   // a local segment that is no number
constexpr char kEpoch = '\xFF';  // precedes an epoch other than zero

}  // namespace

absl::StatusOr<std::weak_ordering> Pep440::Compare(std::string_view a, std::string_view b) const {
  Pep440Parts x, y;
  CLAIRCORE_RETURN_IF_ERROR(ParsePep440(a, x));
  CLAIRCORE_RETURN_IF_ERROR(ParsePep440(b, y));
  if (auto c = CompareNumbers(x.epoch, y.epoch); c != 0) return c;
  if (auto c = CompareReleases(x.release, y.release); c != 0) return c;
  if (auto c = Stage(x) <=> Stage(y); c != 0) return c;
  if (auto c = CompareNumbers(x.pre_number, y.pre_number); c != 0) return c;
  if (x.has_post != y.has_post) return Newer(x.has_post);
  if (auto c = CompareNumbers(x.post_number, y.post_number); c != 0) return c;
  if (x.has_dev != y.has_dev) return Newer(y.has_dev);
  if (auto c = CompareNumbers(x.dev_number, y.dev_number); c != 0) return c;
  return CompareLocals(x.local, y.local);
}

absl::StatusOr<bool> Pep440::AppendSortKey(std::string_view version, std::string& key) const {
  Pep440Parts v;
  CLAIRCORE_RETURN_IF_ERROR(ParsePep440(version, v));
  if (!v.epoch.empty()) {
    key.push_back(kEpoch);
    AppendNumber(v.epoch, key);
  }
  const std::string_view release = StripTrailingZeroComponents(v.release);
  for (size_t i = 0; i < release.size();) {
    const size_t end = DigitsEnd(release, i);
    AppendNumber(release.substr(i, end - i), key);
    i = end + 1;
  }
  if (v.pre != Pep440Parts::kNoPre) {
    key.push_back(static_cast<char>(kPre + (v.pre - Pep440Parts::kAlpha)));
    AppendNumber(v.pre_number, key);
  }
  if (v.has_post) {
    key.push_back(kPost);
    AppendNumber(v.post_number, key);
  }
  if (v.has_dev) {
    key.push_back(kDev);
    AppendNumber(v.dev_number, key);
  }
  key.push_back(kFinal);
  for (size_t i = 0; i < v.local.size();) {
    const std::string_view segment = NextSegment(v.local, i);
    if (AllDigits(segment)) {
      AppendNumber(segment, key);
      continue;
    }
    key.push_back(kWord);
    for (char c : segment) key.push_back(ToLower(c));
    key.push_back(kTextEnd);
  }
  return true;
}

}  // namespace claircore::versions
