#include "claircore/versions/conan.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Item {
  bool number = false;
  bool negative = false;
  std::string_view text;  // digits without leading zeros, or the word
};

Item ReadItem(std::string_view text) {
  const bool sign = !text.empty() && (text[0] == '-' || text[0] == '+');
  const std::string_view digits = text.substr(sign ? 1 : 0);
  if (digits.empty() || DigitsEnd(digits, 0) != digits.size()) return {false, false, text};
  const std::string_view value = StripZeros(digits);
  return {true, sign && text[0] == '-' && !value.empty(), value};
}

// Items between dots, without the zeros at the end; one empty item for "".
class Items {
 public:
  explicit Items(std::string_view text) : text_(text) {
    while (!done_) {
      const size_t dot = text_.rfind('.');
      const size_t begin = dot == std::string_view::npos ? 0 : dot + 1;
      const Item last = ReadItem(text_.substr(begin));
      if (!last.number || !last.text.empty()) break;
      done_ = begin == 0;
      text_ = text_.substr(0, begin == 0 ? 0 : dot);
    }
  }

  bool done() const { return done_; }
  Item Next() {
    const size_t dot = text_.find('.', pos_);
    const Item item =
        ReadItem(text_.substr(pos_, dot == std::string_view::npos ? dot : dot - pos_));
    done_ = dot == std::string_view::npos;
    pos_ = dot + 1;
    return item;
  }

 private:
  std::string_view text_;
  size_t pos_ = 0;
  bool done_ = false;
};

std::weak_ordering CompareNumberItems(const Item& a, const Item& b) {
  if (a.negative != b.negative) return Newer(b.negative);
  return a.negative ? CompareNumbers(b.text, a.text) : CompareNumbers(a.text, b.text);
}

// A number's decimal text and a word.
std::weak_ordering CompareNumberToWord(const Item& number, std::string_view word) {
  std::string_view digits = number.text.empty() ? "0" : number.text;
  if (number.negative) {
    if (word.empty() || word[0] != '-') return Newer(word.empty() || '-' > word[0]);
    word.remove_prefix(1);
  }
  return CompareBytes(digits, word);
}

std::weak_ordering CompareItems(std::string_view a, std::string_view b) {
  Items x(a), y(b);
  while (!x.done() && !y.done()) {
    const Item s = x.Next();
    const Item t = y.Next();
    std::weak_ordering c = std::weak_ordering::equivalent;
    if (s.number && t.number) {
      c = CompareNumberItems(s, t);
    } else if (s.number) {
      c = CompareNumberToWord(s, t.text);
    } else if (t.number) {
      c = 0 <=> CompareNumberToWord(t, s.text);
    } else {
      c = CompareBytes(s.text, t.text);
    }
    if (c != 0) return c;
  }
  return (x.done() ? 0 : 1) <=> (y.done() ? 0 : 1);
}

struct Parts {
  std::string_view items;
  std::string_view pre;
  std::string_view build;
  bool has_pre = false;
  bool has_build = false;
};

Parts Split(std::string_view version) {
  Parts parts;
  if (const size_t plus = version.rfind('+'); plus != std::string_view::npos) {
    parts.has_build = true;
    parts.build = version.substr(plus + 1);
    version = version.substr(0, plus);
  }
  if (const size_t hyphen = version.find('-'); hyphen != std::string_view::npos) {
    parts.has_pre = true;
    parts.pre = version.substr(hyphen + 1);
    version = version.substr(0, hyphen);
  }
  parts.items = version;
  return parts;
}

// Marks of a key. All but words sort below numbers, as a list sorts below its extensions.
constexpr char kEnd = '\x02';
constexpr char kPre = '\x03';
constexpr char kNoPre = '\x04';
constexpr char kBuild = '\x05';
constexpr char kWord = kAboveNumbers;

bool AppendItems(std::string_view text, std::string& key) {
  for (Items items(text); !items.done();) {
    const Item item = items.Next();
    if (item.number) {
      if (item.negative) return false;
      AppendNumber(item.text, key);
    } else {
      if (item.text.empty() || static_cast<unsigned char>(item.text[0]) <= '9') return false;
      key.push_back(kWord);
      AppendAnyText(item.text, key);
    }
  }
  return true;
}

bool AppendKey(const Parts& parts, std::string& key) {
  if (!AppendItems(parts.items, key)) return false;
  key.push_back(parts.has_pre ? kPre : kNoPre);
  if (parts.has_pre) {
    if (!AppendItems(parts.pre, key)) return false;
    key.push_back(kEnd);
  }
  if (!parts.has_build) return true;
  key.push_back(kBuild);
  return AppendItems(parts.build, key);
}

}  // namespace

absl::StatusOr<std::weak_ordering> Conan::Compare(std::string_view a, std::string_view b) const {
  const Parts x = Split(a);
  const Parts y = Split(b);
  if (auto c = CompareItems(x.items, y.items); c != 0) return c;
  if (x.has_pre != y.has_pre) return Newer(y.has_pre);
  if (x.has_pre) {
    if (auto c = CompareItems(x.pre, y.pre); c != 0) return c;
  }
  if (x.has_build != y.has_build) return Newer(x.has_build);
  return x.has_build ? CompareItems(x.build, y.build) : std::weak_ordering::equivalent;
}

absl::StatusOr<bool> Conan::AppendSortKey(std::string_view version, std::string& key) const {
  const size_t start = key.size();
  if (AppendKey(Split(version), key)) return true;
  key.resize(start);
  return false;
}

}  // namespace claircore::versions
