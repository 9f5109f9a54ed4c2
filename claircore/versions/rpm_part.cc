#include "claircore/versions/rpm_part.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr bool IsSeparator(char c) { return !IsAlnum(c) && c != '~' && c != '^'; }

// What may stand at one position, in order.
enum class Kind : unsigned char { kTilde, kEnd, kCaret, kLetters, kDigits };

struct Segment {
  Kind kind;
  std::string_view text;
};

inline Segment NextSegment(std::string_view s, size_t& pos) {
  const size_t size = s.size();
  size_t i = pos;
  while (i < size && IsSeparator(s[i])) ++i;
  if (i == size) {
    pos = i;
    return {Kind::kEnd, {}};
  }
  const size_t start = i;
  const char first = s[i++];
  Kind kind;
  if (IsDigit(first)) {
    while (i < size && IsDigit(s[i])) ++i;
    kind = Kind::kDigits;
  } else if (IsAlpha(first)) {
    while (i < size && IsAlpha(s[i])) ++i;
    kind = Kind::kLetters;
  } else {
    kind = first == '~' ? Kind::kTilde : Kind::kCaret;
  }
  pos = i;
  return {kind, s.substr(start, i - start)};
}

constexpr char kTilde = '\x01';
constexpr char kEnd = '\x02';
constexpr char kCaret = '\x03';
constexpr char kLetters = '\x04';

}  // namespace

std::weak_ordering CompareRpmPart(std::string_view a, std::string_view b) {
  // Neighbours share most of their text: start at the segment where they part.
  size_t i = CommonPrefix(a, b);
  if (i == a.size() && i == b.size()) return std::weak_ordering::equivalent;
  while (i > 0 && IsAlnum(a[i - 1])) --i;
  size_t j = i;
  while (true) {
    const Segment s = NextSegment(a, i);
    const Segment t = NextSegment(b, j);
    if (s.kind != t.kind) return s.kind <=> t.kind;
    if (s.kind == Kind::kEnd) return std::weak_ordering::equivalent;
    if (s.kind == Kind::kDigits) {
      if (auto c = CompareNumbers(s.text, t.text); c != 0) return c;
    } else if (s.kind == Kind::kLetters) {
      if (auto c = CompareBytes(s.text, t.text); c != 0) return c;
    }
  }
}

void AppendRpmPart(std::string_view part, std::string& key) {
  size_t i = 0;
  while (true) {
    const Segment segment = NextSegment(part, i);
    switch (segment.kind) {
      case Kind::kTilde:
        key.push_back(kTilde);
        break;
      case Kind::kEnd:
        key.push_back(kEnd);
        return;
      case Kind::kCaret:
        key.push_back(kCaret);
        break;
      case Kind::kLetters:
        key.push_back(kLetters);
        AppendText(segment.text, key);
        break;
      case Kind::kDigits:
        AppendNumber(segment.text, key);
        break;
    }
  }
}

}  // namespace claircore::versions
