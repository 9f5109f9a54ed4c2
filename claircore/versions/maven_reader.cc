#include "claircore/versions/maven_reader.h"

#include <cstddef>
#include <string_view>

#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Qualifier {
  std::string_view text;
  MavenItem::Rank rank;
};
constexpr Qualifier kQualifiers[] = {
    {"alpha", MavenItem::kAlpha},         {"beta", MavenItem::kBeta},
    {"milestone", MavenItem::kMilestone}, {"rc", MavenItem::kCandidate},
    {"cr", MavenItem::kCandidate},        {"snapshot", MavenItem::kSnapshot},
    {"ga", MavenItem::kRelease},          {"final", MavenItem::kRelease},
    {"release", MavenItem::kRelease},     {"sp", MavenItem::kServicePack},
};

MavenItem::Rank RankOf(std::string_view text, bool before_digit) {
  if (before_digit && text.size() == 1) {
    switch (ToLower(text[0])) {
      case 'a':
        return MavenItem::kAlpha;
      case 'b':
        return MavenItem::kBeta;
      case 'm':
        return MavenItem::kMilestone;
      default:
        break;
    }
  }
  for (const Qualifier& qualifier : kQualifiers) {
    if (qualifier.text.size() == text.size() && CompareIgnoreCase(qualifier.text, text) == 0) {
      return qualifier.rank;
    }
  }
  return MavenItem::kUnknown;
}

bool IsNull(const MavenItem& item) {
  return item.number ? StripZeros(item.text).empty() : item.rank == MavenItem::kRelease;
}

}  // namespace

// Puts `item` into the innermost list, or into a new one inside it.
void MavenReader::Raw::Take(bool open, MavenItem& item) {
  if (pending || (open && !empty)) ++depth;
  pending = false;
  empty = false;
  item.depth = depth;
}

bool MavenReader::Raw::Next(MavenItem& item) {
  if (pos == version.size()) return false;
  const size_t start = pos;
  const char c = version[pos];
  item = MavenItem();
  if (c == '.' || c == '-') {  // nothing between two separators is a zero
    item.number = true;
    Take(false, item);
  } else if (IsDigit(c)) {
    pos = DigitsEnd(version, pos);
    item.number = true;
    item.text = version.substr(start, pos - start);
    Take(false, item);
  } else {
    while (pos < version.size() && version[pos] != '.' && version[pos] != '-' &&
           !IsDigit(version[pos])) {
      ++pos;
    }
    const bool before_digit = pos < version.size() && IsDigit(version[pos]);
    item.text = version.substr(start, pos - start);
    item.rank = RankOf(item.text, before_digit);
    // A qualifier opens a list, except before a separator.
    Take(before_digit || pos == version.size(), item);
  }
  if (pos == version.size()) return true;
  // A hyphen opens a list, and so does a change between digits and letters.
  pending = version[pos] != '.';
  if (version[pos] == '.' || version[pos] == '-') ++pos;
  if (pending) empty = true;
  return true;
}

void MavenReader::Next() {
  while (true) {
    if (!raw_.Next(item_)) {
      done_ = true;
      return;
    }
    if (!IsNull(item_)) return;
    if (kept_ > 0) {
      --kept_;
      return;
    }
    // Null items stay if one that is not null follows in the same list.
    size_t more = 0;
    Raw ahead = raw_;
    Raw behind = raw_;
    for (MavenItem next;; behind = ahead, ++more) {
      if (!ahead.Next(next) || next.depth != item_.depth) break;
      if (!IsNull(next)) {
        kept_ = more;
        return;
      }
    }
    raw_ = behind;
  }
}

}  // namespace claircore::versions
