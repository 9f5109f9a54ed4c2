#include "claircore/versions/apk.h"

#include <array>
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

// What may stand at one position, in the order that decides when two versions differ in kind.
enum class Kind : unsigned char {
  kPreSuffix = 1,  // alpha beta pre rc, in this order
  kEnd,
  kRevision,
  kHash,
  kSuffixNumber,
  kPostSuffix,  // cvs svn git hg p
  kLetter,
  kDigits,
  kFirstDigits,
};

struct Token {
  Kind kind = Kind::kEnd;
  int suffix = 0;         // of a suffix: its place in kPre or kPost
  std::string_view text;  // of all others
};

constexpr std::array<std::string_view, 4> kPre = {"alpha", "beta", "pre", "rc"};
constexpr std::array<std::string_view, 5> kPost = {"cvs", "svn", "git", "hg", "p"};

constexpr bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

class Reader {
 public:
  explicit Reader(std::string_view version) : version_(version) {}

  // The next token, or INVALID_ARGUMENT.
  absl::Status Next(Token& token) {
    const size_t start = pos_;
    if (!Read(token)) return Invalid(start);
    kind_ = token.kind;
    return absl::OkStatus();
  }

  absl::Status CheckRest() {
    for (Token token; kind_ != Kind::kEnd;) CLAIRCORE_RETURN_IF_ERROR(Next(token));
    return absl::OkStatus();
  }

 private:
  absl::Status Invalid(size_t start) const {
    return InvalidVersion("apk", version_, start, kind_ == Kind() ? "no digit" : "bad component");
  }

  bool Read(Token& token) {
    if (kind_ == Kind()) return Digits(Kind::kFirstDigits, token);
    if (pos_ == version_.size()) {
      token.kind = Kind::kEnd;
      return true;
    }
    const bool numeric = kind_ == Kind::kDigits || kind_ == Kind::kFirstDigits;
    const bool suffix = kind_ == Kind::kPreSuffix || kind_ == Kind::kPostSuffix;
    const char c = version_[pos_];
    switch (c) {
      case '.':
        ++pos_;
        return numeric && Digits(Kind::kDigits, token);
      case '_':
        ++pos_;
        return kind_ != Kind::kHash && kind_ != Kind::kRevision && Suffix(token);
      case '~':
        ++pos_;
        return kind_ != Kind::kHash && kind_ != Kind::kRevision && Hash(token);
      case '-':
        if (version_.substr(pos_, 2) != "-r") return false;
        pos_ += 2;
        return kind_ != Kind::kRevision && Digits(Kind::kRevision, token);
      default:
        if (suffix) return Digits(Kind::kSuffixNumber, token);
        // apk-tools 2 took numbers behind the letter, plain ones: sudo 1.8.31p1.
        if (kind_ == Kind::kLetter) return Digits(Kind::kFirstDigits, token);
        if (!numeric || !IsLower(c)) return false;
        token.kind = Kind::kLetter;
        token.text = version_.substr(pos_++, 1);
        return true;
    }
  }

  bool Digits(Kind kind, Token& token) {
    const size_t end = DigitsEnd(version_, pos_);
    token.kind = kind;
    token.text = version_.substr(pos_, end - pos_);
    pos_ = end;
    return !token.text.empty();
  }

  bool Hash(Token& token) {
    size_t end = pos_;
    while (end < version_.size() && IsHex(version_[end])) ++end;
    token.kind = Kind::kHash;
    token.text = version_.substr(pos_, end - pos_);
    pos_ = end;
    return !token.text.empty();
  }

  bool Suffix(Token& token) {
    size_t end = pos_;
    while (end < version_.size() && IsLower(version_[end])) ++end;
    const std::string_view word = version_.substr(pos_, end - pos_);
    pos_ = end;
    for (size_t i = 0; i < kPost.size(); ++i) {
      if (i < kPre.size() && word == kPre[i]) {
        token.kind = Kind::kPreSuffix;
        token.suffix = static_cast<int>(i);
        return true;
      }
      if (word == kPost[i]) {
        token.kind = Kind::kPostSuffix;
        token.suffix = static_cast<int>(i);
        return true;
      }
    }
    return false;
  }

  std::string_view version_;
  size_t pos_ = 0;
  Kind kind_{};
};

std::weak_ordering CompareTokens(const Token& a, const Token& b) {
  if (a.kind != b.kind) return a.kind <=> b.kind;
  switch (a.kind) {
    case Kind::kEnd:
      return std::weak_ordering::equivalent;
    case Kind::kPreSuffix:
    case Kind::kPostSuffix:
      return a.suffix <=> b.suffix;
    case Kind::kDigits:
      // With a leading zero on either side digits are text, as after a decimal point.
      if (a.text[0] == '0' || b.text[0] == '0') return CompareBytes(a.text, b.text);
      return CompareNumbers(a.text, b.text);
    case Kind::kHash:
    case Kind::kLetter:
      return CompareBytes(a.text, b.text);
    default:
      return CompareNumbers(a.text, b.text);
  }
}

// Marks of a key, in the order of Kind.
constexpr char kPreMark = '\x02';  // four
constexpr char kEndMark = '\x06';
constexpr char kRevisionMark = '\x07';
constexpr char kHashMark = '\x08';
constexpr char kSuffixNumberMark = '\x09';
constexpr char kPostMark = '\x0A';  // five
constexpr char kLetterMark = '\x0F';
constexpr char kZeroMark = '\x10';      // exactly "0"
constexpr char kZeroMoreMark = '\x11';  // "0" and more digits, as text
// Then numbers without a leading zero.

void AppendToken(const Token& token, std::string& key) {
  switch (token.kind) {
    case Kind::kPreSuffix:
      key.push_back(static_cast<char>(kPreMark + token.suffix));
      break;
    case Kind::kEnd:
      key.push_back(kEndMark);
      break;
    case Kind::kRevision:
      key.push_back(kRevisionMark);
      AppendNumber(token.text, key);
      break;
    case Kind::kHash:
      key.push_back(kHashMark);
      AppendText(token.text, key);
      break;
    case Kind::kSuffixNumber:
      key.push_back(kSuffixNumberMark);
      AppendNumber(token.text, key);
      break;
    case Kind::kPostSuffix:
      key.push_back(static_cast<char>(kPostMark + token.suffix));
      break;
    case Kind::kLetter:
      key.push_back(kLetterMark);
      key.append(token.text);
      break;
    case Kind::kDigits:
      if (token.text == "0") {
        key.push_back(kZeroMark);
        break;
      }
      if (token.text[0] == '0') {
        key.push_back(kZeroMoreMark);
        AppendText(token.text.substr(1), key);
        break;
      }
      [[fallthrough]];
    case Kind::kFirstDigits:
      AppendNumber(token.text, key);
      break;
  }
}

}  // namespace

absl::StatusOr<std::weak_ordering> Apk::Compare(std::string_view a, std::string_view b) const {
  Reader x(a), y(b);
  Token s, t;
  do {
    CLAIRCORE_RETURN_IF_ERROR(x.Next(s));
    CLAIRCORE_RETURN_IF_ERROR(y.Next(t));
    if (auto c = CompareTokens(s, t); c != 0) {
      CLAIRCORE_RETURN_IF_ERROR(x.CheckRest());
      CLAIRCORE_RETURN_IF_ERROR(y.CheckRest());
      return c;
    }
  } while (s.kind != Kind::kEnd);
  return std::weak_ordering::equivalent;
}

absl::StatusOr<bool> Apk::AppendSortKey(std::string_view version, std::string& key) const {
  const size_t start = key.size();
  Reader reader(version);
  Token token;
  do {
    if (absl::Status s = reader.Next(token); !s.ok()) {
      key.resize(start);
      return s;
    }
    AppendToken(token, key);
  } while (token.kind != Kind::kEnd);
  return true;
}

}  // namespace claircore::versions
