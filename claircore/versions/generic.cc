#include "claircore/versions/generic.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// At one position, in order; these are the marks of a key as well.
enum Kind : char {
  kTilde = 2,
  kDev,
  kAlpha,
  kBeta,
  kMilestone,
  kPre,
  kCandidate,
  kSnapshot,
  kEnd,
  kPlus,
  kWord,
  kNumber,  // has no mark
};

struct Word {
  std::string_view text;
  Kind kind;
};
constexpr Word kWords[] = {
    {"dev", kDev},           {"alpha", kAlpha}, {"beta", kBeta},    {"milestone", kMilestone},
    {"pre", kPre},           {"preview", kPre}, {"rc", kCandidate}, {"cr", kCandidate},
    {"snapshot", kSnapshot},
};

class Reader {
 public:
  explicit Reader(std::string_view version) : version_(version) {
    if (version.size() > 1 && ToLower(version[0]) == 'v' && IsDigit(version[1])) pos_ = 1;
  }

  Word Next() {
    while (pos_ < version_.size() && !IsAlnum(version_[pos_]) && version_[pos_] != '~' &&
           version_[pos_] != '+') {
      ++pos_;
    }
    if (pos_ == version_.size()) return {{}, kEnd};
    const size_t start = pos_;
    if (IsDigit(version_[pos_])) {
      pos_ = DigitsEnd(version_, pos_);
      return {version_.substr(start, pos_ - start), kNumber};
    }
    if (!IsAlpha(version_[pos_])) return {{}, version_[pos_++] == '~' ? kTilde : kPlus};
    while (pos_ < version_.size() && IsAlpha(version_[pos_])) ++pos_;
    const std::string_view text = version_.substr(start, pos_ - start);
    for (const Word& word : kWords) {
      if (CompareIgnoreCase(text, word.text) == 0) return word;
    }
    return {text, kWord};
  }

 private:
  std::string_view version_;
  size_t pos_ = 0;
};

absl::Status Check(std::string_view version) {
  if (version.empty()) return InvalidVersion("generic", version, 0, "empty version");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::weak_ordering> Generic::Compare(std::string_view a, std::string_view b) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(a));
  CLAIRCORE_RETURN_IF_ERROR(Check(b));
  Reader x(a), y(b);
  while (true) {
    const Word s = x.Next();
    const Word t = y.Next();
    if (s.kind != t.kind) return s.kind <=> t.kind;
    if (s.kind == kEnd) return std::weak_ordering::equivalent;
    std::weak_ordering c = std::weak_ordering::equivalent;
    if (s.kind == kNumber) c = CompareNumbers(s.text, t.text);
    if (s.kind == kWord) c = Order(CompareIgnoreCase(s.text, t.text));
    if (c != 0) return c;
  }
}

absl::StatusOr<bool> Generic::AppendSortKey(std::string_view version, std::string& key) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(version));
  Reader reader(version);
  while (true) {
    const Word word = reader.Next();
    if (word.kind == kNumber) {
      AppendNumber(word.text, key);
      continue;
    }
    key.push_back(word.kind);
    if (word.kind == kEnd) return true;
    if (word.kind == kWord) {
      for (char c : word.text) key.push_back(ToLower(c));
      key.push_back(kTextEnd);
    }
  }
}

}  // namespace claircore::versions
