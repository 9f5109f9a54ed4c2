#include "claircore/versions/pep440_parse.h"

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr bool IsSeparator(char c) { return c == '-' || c == '_' || c == '.'; }
// str.strip() and the regular expression's \s also take the four separators below the space.
constexpr bool IsPythonSpace(char c) { return IsSpace(c) || (c >= '\x1c' && c <= '\x1f'); }

class Reader {
 public:
  explicit Reader(std::string_view s) : s_(s), end_(s.size()) {
    while (pos_ < end_ && IsPythonSpace(s_[pos_])) ++pos_;
    while (end_ > pos_ && IsPythonSpace(s_[end_ - 1])) --end_;
  }

  size_t pos() const { return pos_; }
  bool done() const { return pos_ == end_; }
  char peek(size_t ahead = 0) const { return pos_ + ahead < end_ ? s_[pos_ + ahead] : '\0'; }
  void Skip(size_t n) { pos_ += n; }

  bool Accept(char c) {
    if (ToLower(peek()) != c) return false;
    ++pos_;
    return true;
  }

  std::string_view Digits() {
    const size_t start = pos_;
    while (pos_ < end_ && IsDigit(s_[pos_])) ++pos_;
    return s_.substr(start, pos_ - start);
  }

  // Moves over [-_.]?WORD and takes the number behind it, or stays.
  bool AcceptWord(std::string_view word, std::string_view& number) {
    const size_t start = IsSeparator(peek()) ? 1 : 0;
    for (size_t i = 0; i < word.size(); ++i) {
      if (ToLower(peek(start + i)) != word[i]) return false;
    }
    Skip(start + word.size());
    // A separator belongs to the word with or without digits behind it ("1.0a." is 1.0a0), unless
    // it starts the next part; both readings of "1.0a.post1" are the same version.
    if (IsSeparator(peek())) Skip(1);
    number = Digits();
    return true;
  }

  std::string_view Since(size_t start) const { return s_.substr(start, pos_ - start); }

 private:
  std::string_view s_;
  size_t pos_ = 0;
  size_t end_;
};

void ParsePre(Reader& in, Pep440Parts& parts) {
  struct Spelling {
    std::string_view word;
    Pep440Parts::Pre pre;
  };
  // Longer spellings before their prefixes.
  constexpr Spelling kSpellings[] = {
      {"alpha", Pep440Parts::kAlpha},       {"a", Pep440Parts::kAlpha},
      {"beta", Pep440Parts::kBeta},         {"b", Pep440Parts::kBeta},
      {"preview", Pep440Parts::kCandidate}, {"pre", Pep440Parts::kCandidate},
      {"rc", Pep440Parts::kCandidate},      {"c", Pep440Parts::kCandidate},
  };
  for (const Spelling& spelling : kSpellings) {
    if (in.AcceptWord(spelling.word, parts.pre_number)) {
      parts.pre = spelling.pre;
      return;
    }
  }
}

void ParsePost(Reader& in, Pep440Parts& parts) {
  if (in.peek() == '-' && IsDigit(in.peek(1))) {
    in.Skip(1);
    parts.has_post = true;
    parts.post_number = in.Digits();
    return;
  }
  for (std::string_view word : {"post", "rev", "r"}) {
    if (in.AcceptWord(word, parts.post_number)) {
      parts.has_post = true;
      return;
    }
  }
}

bool ParseLocal(Reader& in, Pep440Parts& parts) {
  const size_t start = in.pos();
  do {
    if (!IsAlnum(in.peek())) return false;
    while (IsAlnum(in.peek())) in.Skip(1);
    if (!IsSeparator(in.peek())) break;
    in.Skip(1);
  } while (true);
  parts.local = in.Since(start);
  return true;
}

}  // namespace

absl::Status ParsePep440(std::string_view version, Pep440Parts& parts) {
  parts = Pep440Parts();
  Reader in(version);
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("pep440", version, in.pos(), reason);
  };
  in.Accept('v');
  size_t start = in.pos();
  std::string_view digits = in.Digits();
  if (digits.empty()) return invalid("no release number");
  if (in.Accept('!')) {
    parts.epoch = StripZeros(digits);
    start = in.pos();
    if (in.Digits().empty()) return invalid("no release number");
  }
  while (in.peek() == '.' && IsDigit(in.peek(1))) {
    in.Skip(1);
    in.Digits();
  }
  parts.release = in.Since(start);
  if (in.done()) return absl::OkStatus();
  ParsePre(in, parts);
  ParsePost(in, parts);
  parts.has_dev = in.AcceptWord("dev", parts.dev_number);
  if (in.Accept('+') && !ParseLocal(in, parts)) return invalid("bad local version");
  if (!in.done()) return invalid("unexpected text");
  return absl::OkStatus();
}

std::string_view StripTrailingZeroComponents(std::string_view release) {
  size_t end = release.size();
  for (size_t i = end; i > 0; --i) {
    if (release[i - 1] == '.') {
      end = i - 1;
    } else if (release[i - 1] != '0') {
      return release.substr(0, end);
    }
  }
  return {};
}

}  // namespace claircore::versions
