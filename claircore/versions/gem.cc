#include "claircore/versions/gem.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// The version without spaces around, or INVALID_ARGUMENT:
// DIGITS(.ALNUMS)*[-ALNUMS_OR_HYPHENS(.ALNUMS_OR_HYPHENS)*], or nothing.
absl::Status Trim(std::string_view whole, std::string_view& version) {
  size_t begin = 0;
  size_t end = whole.size();
  while (begin < end && IsSpace(whole[begin])) ++begin;
  while (end > begin && IsSpace(whole[end - 1])) --end;
  version = whole.substr(begin, end - begin);
  if (version.empty()) return absl::OkStatus();
  const auto invalid = [&](size_t i) {
    return InvalidVersion("gem", whole, begin + i, "digit, letter or separator expected");
  };
  size_t i = DigitsEnd(version, 0);
  if (i == 0) return invalid(i);
  if (i < version.size() && version[i] != '.' && version[i] != '-') return invalid(i);
  bool hyphens = false;
  while (i < version.size()) {
    hyphens |= version[i] == '-';  // '.' or '-' stands here
    const size_t start = ++i;
    while (i < version.size() && (IsAlnum(version[i]) || (hyphens && version[i] == '-'))) ++i;
    if (i == start) return invalid(i);
    if (i < version.size() && version[i] != '.' && version[i] != '-') return invalid(i);
  }
  return absl::OkStatus();
}

// What may stand at one position, in order. A missing segment counts as zero for ever, so runs of
// zeros are told apart by what ends them: a run before a word is above a shorter such run, a run
// before a number below a shorter one, and the end lies between.
enum class Kind : unsigned char { kWord, kZerosThenWord, kEnd, kZerosThenNumber, kNumber };

struct Segment {
  Kind kind;
  uint64_t zeros;         // of the two runs, which the segment behind them follows
  std::string_view text;  // of kWord and kNumber
};

class Reader {
 public:
  explicit Reader(std::string_view version) : version_(version) {}

  Segment Next() {
    uint64_t zeros = 0;
    if (!pending_) {
      bool attached = false;  // the first of them stands right behind a letter
      while (true) {
        const bool behind = pos_ > 0 && IsAlpha(version_[pos_ - 1]) && pos_ < version_.size() &&
                            IsDigit(version_[pos_]);
        Read();
        if (kind_ != Kind::kNumber || !(text_ = StripZeros(text_)).empty()) break;
        if (++zeros == 1) attached = behind;
      }
      // Zeros before the end are dropped, and the first ones before a word, as far as a dot
      // precedes them.
      const uint64_t kept = attached ? 1 : 0;
      if (kind_ == Kind::kWord && !dropped_ && zeros > kept) {
        zeros = kept;
        dropped_ = true;
      }
      if (zeros > 0 && kind_ != Kind::kEnd) {
        pending_ = true;
        return {kind_ == Kind::kWord ? Kind::kZerosThenWord : Kind::kZerosThenNumber, zeros, {}};
      }
    }
    pending_ = false;
    return {kind_, 0, text_};
  }

 private:
  void Read() {
    while (pos_ < version_.size() && version_[pos_] == '.') ++pos_;
    if (pos_ == version_.size()) return Set(Kind::kEnd, {});
    if (version_[pos_] == '-') {
      ++pos_;
      return Set(Kind::kWord, "pre");
    }
    const size_t start = pos_;
    if (IsDigit(version_[pos_])) {
      pos_ = DigitsEnd(version_, pos_);
      return Set(Kind::kNumber, version_.substr(start, pos_ - start));
    }
    while (pos_ < version_.size() && IsAlpha(version_[pos_])) ++pos_;
    Set(Kind::kWord, version_.substr(start, pos_ - start));
  }

  void Set(Kind kind, std::string_view text) {
    kind_ = kind;
    text_ = text;
  }

  std::string_view version_;
  size_t pos_ = 0;
  bool pending_ = false;  // zeros are out, the segment behind them is not
  bool dropped_ = false;
  Kind kind_ = Kind::kEnd;
  std::string_view text_;
};

std::weak_ordering CompareSegments(const Segment& a, const Segment& b) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  switch (a.kind) {
    case Kind::kWord:
      return CompareBytes(a.text, b.text);
    case Kind::kZerosThenWord:
      return a.zeros <=> b.zeros;
    case Kind::kEnd:
      return std::weak_ordering::equivalent;
    case Kind::kZerosThenNumber:
      return b.zeros <=> a.zeros;
    case Kind::kNumber:
      break;
  }
  return CompareNumbers(a.text, b.text);
}

constexpr char kWord = '\x02';
constexpr char kZerosThenWord = '\x03';
constexpr char kEnd = '\x04';
constexpr char kZeroThenNumber = '\x06';  // one zero: the usual
constexpr char kZerosThenNumber = '\x05';

}  // namespace

absl::StatusOr<std::weak_ordering> Gem::Compare(std::string_view a, std::string_view b) const {
  std::string_view x, y;
  CLAIRCORE_RETURN_IF_ERROR(Trim(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Trim(b, y));
  Reader p(x), q(y);
  while (true) {
    const Segment s = p.Next();
    const Segment t = q.Next();
    if (auto c = CompareSegments(s, t); c != 0) return c;
    if (s.kind == Kind::kEnd) return std::weak_ordering::equivalent;
  }
}

absl::StatusOr<bool> Gem::AppendSortKey(std::string_view version, std::string& key) const {
  std::string_view trimmed;
  CLAIRCORE_RETURN_IF_ERROR(Trim(version, trimmed));
  Reader reader(trimmed);
  while (true) {
    const Segment segment = reader.Next();
    switch (segment.kind) {
      case Kind::kWord:
        key.push_back(kWord);
        AppendText(segment.text, key);
        break;
      case Kind::kZerosThenWord:
        key.push_back(kZerosThenWord);
        AppendNumber(segment.zeros, key);
        break;
      case Kind::kEnd:
        key.push_back(kEnd);
        return true;
      case Kind::kZerosThenNumber:
        if (segment.zeros == 1) {
          key.push_back(kZeroThenNumber);
        } else {
          key.push_back(kZerosThenNumber);
          AppendReversedNumber(segment.zeros, key);
        }
        break;
      case Kind::kNumber:
        AppendNumber(segment.text, key);
        break;
    }
  }
}

}  // namespace claircore::versions
