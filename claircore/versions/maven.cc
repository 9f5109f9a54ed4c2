#include "claircore/versions/maven.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/versions/maven_reader.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// How the rest of a version compares with nothing: its first item that is not null decides.
std::weak_ordering CompareWithNothing(MavenReader reader) {
  for (; !reader.done(); reader.Next()) {
    const MavenItem& item = reader.item();
    const auto c = item.number ? CompareNumbers(item.text, {}) : item.rank <=> MavenItem::kRelease;
    if (c != 0) return c;
  }
  return std::weak_ordering::equivalent;
}

// Maven keeps a number in an int, a long or a big integer by how many digits it has, and says that
// the larger type is the larger number. Only of zeros it does not take the leading ones off.
int TypeOf(std::string_view number) {
  const std::string_view digits = StripZeros(number).empty() ? number : StripZeros(number);
  return digits.size() <= 9 ? 0 : digits.size() <= 18 ? 1 : 2;
}

std::weak_ordering CompareMavenNumbers(std::string_view a, std::string_view b) {
  if (auto c = TypeOf(a) <=> TypeOf(b); c != 0) return c;
  return CompareNumbers(a, b);
}

std::weak_ordering CompareScalars(const MavenItem& a, const MavenItem& b) {
  if (a.number != b.number) return Newer(a.number);
  if (a.number) return CompareMavenNumbers(a.text, b.text);
  if (a.rank != b.rank) return a.rank <=> b.rank;
  return a.rank == MavenItem::kUnknown ? Order(CompareIgnoreCase(a.text, b.text))
                                       : std::weak_ordering::equivalent;
}

// Marks of a key, where an item may stand, in order. A sub-list is written as its first item.
constexpr char kQualifier = '\x02';  // five: alpha, beta, milestone, rc, snapshot
constexpr char kEnd = '\x07';
constexpr char kServicePack = '\x08';
constexpr char kUnknown = '\x09';   // with its text
constexpr char kList = '\x0A';      // a list that starts with a number
constexpr char kZeroList = '\x0B';  // a list instead of the first number, which is zero

void AppendScalar(const MavenItem& item, std::string& key) {
  if (item.number) {
    AppendNumber(item.text, key);
  } else if (item.rank < MavenItem::kRelease) {
    key.push_back(static_cast<char>(kQualifier + item.rank));
  } else if (item.rank == MavenItem::kServicePack) {
    key.push_back(kServicePack);
  } else {
    key.push_back(kUnknown);
    std::string lower(item.text);
    for (char& c : lower) c = ToLower(c);
    AppendAnyText(lower, key);
  }
}

// False where the order is not total (see the header).
bool AppendKey(std::string_view version, std::string& key) {
  int depth = 0;
  bool first = true;
  for (MavenReader reader(version); !reader.done(); reader.Next()) {
    const MavenItem& item = reader.item();
    const int opened = item.depth - depth;
    if (item.number) {
      if (TypeOf(item.text) > 0 && StripZeros(item.text).empty()) return false;
      if (opened > 0) key.push_back(first ? kZeroList : kList);
    } else {
      if (item.rank == MavenItem::kRelease) return false;
      if (opened == 0 && !first) return false;
      if (opened > 0 && first) {
        if (item.rank < MavenItem::kRelease) return false;
        key.push_back(kZeroList);
      }
    }
    if (opened > 1) return false;
    if (first && opened > 0 && item.number) key.push_back(kList);
    AppendScalar(item, key);
    depth = item.depth;
    first = false;
  }
  key.push_back(kEnd);
  return true;
}

}  // namespace

absl::StatusOr<std::weak_ordering> Maven::Compare(std::string_view a, std::string_view b) const {
  MavenReader x(a), y(b);
  int depth = 0;
  while (!x.done() && !y.done()) {
    const bool x_list = x.item().depth > depth;
    const bool y_list = y.item().depth > depth;
    if (x_list && y_list) {
      ++depth;  // a list is the last item of its list: there is no way back up
      continue;
    }
    if (x_list) return Newer(!y.item().number);  // qualifier < list < number
    if (y_list) return Newer(x.item().number);
    if (auto c = CompareScalars(x.item(), y.item()); c != 0) return c;
    x.Next();
    y.Next();
  }
  if (!x.done()) return CompareWithNothing(x);
  return 0 <=> CompareWithNothing(y);
}

absl::StatusOr<bool> Maven::AppendSortKey(std::string_view version, std::string& key) const {
  const size_t start = key.size();
  if (AppendKey(version, key)) return true;
  key.resize(start);
  return false;
}

}  // namespace claircore::versions
