#include "claircore/versions/composer_parse.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr std::string_view kZero = "0";
constexpr std::string_view kWildcard = "9999999";

bool StartsWith(std::string_view s, std::string_view lower) {
  return s.size() >= lower.size() && CompareIgnoreCase(s.substr(0, lower.size()), lower) == 0;
}

bool EndsWith(std::string_view s, std::string_view lower) {
  return s.size() >= lower.size() &&
         CompareIgnoreCase(s.substr(s.size() - lower.size()), lower) == 0;
}

constexpr bool IsTrimmed(char c) { return (IsSpace(c) && c != '\f') || c == '\0'; }

std::string_view Trim(std::string_view s) {
  while (!s.empty() && IsTrimmed(s.front())) s.remove_prefix(1);
  while (!s.empty() && IsTrimmed(s.back())) s.remove_suffix(1);
  return s;
}

// "1.0 as 2.0" is 1.0.
std::string_view StripAlias(std::string_view s) {
  const auto word_end = [s](size_t pos) {
    while (pos < s.size() && !IsSpace(s[pos]) && s[pos] != ',') ++pos;
    return pos;
  };
  const auto spaces_end = [s](size_t pos) {
    while (pos < s.size() && s[pos] == ' ') ++pos;
    return pos;
  };
  const size_t end = word_end(0);
  size_t pos = spaces_end(end);
  if (end == 0 || pos == end || s.substr(pos, 2) != "as") return s;
  const size_t alias = spaces_end(pos + 2);
  if (alias == pos + 2 || alias == s.size() || word_end(alias) != s.size()) return s;
  return s.substr(0, end);
}

std::string_view StripFlag(std::string_view s) {
  for (std::string_view flag : {"@stable", "@rc", "@beta", "@alpha", "@dev"}) {
    if (EndsWith(s, flag)) return s.substr(0, s.size() - flag.size());
  }
  return s;
}

std::string_view StripBuild(std::string_view s) {
  const size_t plus = s.find('+');
  if (plus == 0 || plus >= s.size() - 1) return s;  // npos too
  for (size_t i = 0; i < s.size(); ++i) {
    if (IsSpace(s[i]) || (i < plus && s[i] == ',')) return s;
  }
  return s.substr(0, plus);
}

// [._-]? STABILITY ([.-]?DIGITS)* [.-]?dev up to the end, all of it optional.
bool ParseModifier(std::string_view s, ComposerParts& parts) {
  struct Word {
    std::string_view text;
    ComposerParts::Stability stability;
  };
  constexpr Word kWords[] = {
      {"stable", ComposerParts::kOther}, {"beta", ComposerParts::kBeta},
      {"b", ComposerParts::kBeta},       {"rc", ComposerParts::kCandidate},
      {"alpha", ComposerParts::kAlpha},  {"a", ComposerParts::kAlpha},
      {"patch", ComposerParts::kPatch},  {"pl", ComposerParts::kPatch},
      {"p", ComposerParts::kPatch},
  };
  if (s.empty()) return true;
  if (s[0] == '.' || s[0] == '_' || s[0] == '-') s.remove_prefix(1);
  bool stable = false;
  for (const Word& word : kWords) {
    if (!StartsWith(s, word.text)) continue;
    parts.stability = word.stability;
    stable = s.substr(0, word.text.size()) == "stable";  // other spellings are words of no rank
    s.remove_prefix(word.text.size());
    size_t end = 0;
    while (true) {
      const size_t digits = end + (end < s.size() && (s[end] == '.' || s[end] == '-') ? 1 : 0);
      const size_t next = DigitsEnd(s, digits);
      if (next == digits) break;
      end = next;
    }
    parts.stability_numbers = s.substr(0, end);
    s.remove_prefix(end);
    break;
  }
  if (EndsWith(s, "dev") && (s.size() == 3 || (s.size() == 4 && (s[0] == '.' || s[0] == '-')))) {
    parts.dev = true;
    s = {};
  }
  if (!s.empty()) return false;
  if (stable) {
    parts.stability = ComposerParts::kStable;
    parts.stability_numbers = {};
    parts.dev = false;
  }
  return true;
}

// One to four numbers, the first of at most five digits.
bool ParseClassical(std::string_view s, ComposerParts& parts) {
  size_t pos = DigitsEnd(s, 0);
  if (pos == 0 || pos > 5) return false;
  for (int i = 0; i < 3 && pos < s.size() && s[pos] == '.'; ++i) {
    const size_t end = DigitsEnd(s, pos + 1);
    if (end == pos + 1) break;
    pos = end;
  }
  parts.numbers = s.substr(0, pos);
  parts.filler = kZero;
  return ParseModifier(s.substr(pos), parts);
}

constexpr bool IsDateSeparator(char c) { return c == '.' || c == ':' || c == '-'; }

// Whether runs of digits, of these lengths, are one to six groups of two and then at most two of
// one to three, each within a run.
bool AreDateGroups(const size_t* runs, size_t count) {
  // How many digits at the end of the runs are groups of one to three: none, one or two of them.
  for (size_t last = 0; last <= 3; ++last) {
    for (size_t before = 0; before <= (last == 0 ? 0 : 3); ++before) {
      size_t pairs = 0;
      bool fits = true;
      size_t tail[2] = {last, before};
      size_t next = last == 0 ? 2 : 0;
      for (size_t i = count; i-- > 0 && fits;) {
        size_t rest = runs[i];
        while (next < 2 && tail[next] > 0 && rest >= tail[next]) rest -= tail[next++];
        if (next < 2 && tail[next] == 0) next = 2;
        // A tail must end its run: none is left over inside of one.
        fits = rest % 2 == 0 && (next == 2 || rest == 0);
        pairs += rest / 2;
      }
      if (fits && next == 2 && pairs >= 1 && pairs <= 6) return true;
    }
  }
  return false;
}

// Four digits, one to six times two, at last up to twice one to three; separators may stand
// between.
bool ParseDate(std::string_view s, ComposerParts& parts) {
  constexpr size_t kMaxRuns = 9;
  size_t runs[kMaxRuns];
  size_t count = 0;
  size_t pos = DigitsEnd(s, 0);
  if (pos < 4) return false;
  runs[count++] = pos - 4;
  while (pos < s.size() && IsDateSeparator(s[pos])) {
    const size_t end = DigitsEnd(s, pos + 1);
    if (end == pos + 1) break;
    if (count == kMaxRuns) return false;
    runs[count++] = end - pos - 1;
    pos = end;
  }
  if (!AreDateGroups(runs, count)) return false;
  parts.numbers = s.substr(0, pos);
  parts.filler = {};
  return ParseModifier(s.substr(pos), parts);
}

// NUMBER(.NUMBER|.x|.*){0,3}[.-]?dev
bool ParseBranch(std::string_view s, ComposerParts& parts) {
  if (!EndsWith(s, "dev")) return false;
  s.remove_suffix(3);
  if (!s.empty() && (s.back() == '.' || s.back() == '-')) s.remove_suffix(1);
  s = Trim(s);
  if (!s.empty() && ToLower(s[0]) == 'v') s.remove_prefix(1);
  size_t pos = DigitsEnd(s, 0);
  if (pos == 0) return false;
  for (int i = 0; i < 3 && pos < s.size() && s[pos] == '.'; ++i) {
    const size_t end = DigitsEnd(s, pos + 1);
    if (end > pos + 1) {
      pos = end;
    } else if (end < s.size() && (ToLower(s[end]) == 'x' || s[end] == '*')) {
      pos = end + 1;
    } else {
      return false;
    }
  }
  if (pos < s.size()) return false;
  parts = ComposerParts();
  parts.numbers = s;
  parts.filler = kWildcard;
  parts.dev = true;
  return true;
}

}  // namespace

absl::Status ParseComposer(std::string_view version, ComposerParts& parts) {
  parts = ComposerParts();
  std::string_view s = StripFlag(StripAlias(Trim(version)));
  if (s == "master" || s == "trunk" || s == "default") {
    parts.branch = true;
    parts.name = s;
    return absl::OkStatus();
  }
  if (StartsWith(s, "dev-")) {
    parts.branch = true;
    parts.name = s.substr(4);
    return absl::OkStatus();
  }
  if (!s.empty()) s = StripBuild(s);
  const std::string_view bare = s.substr(!s.empty() && ToLower(s[0]) == 'v' ? 1 : 0);
  if (ParseClassical(bare, parts)) return absl::OkStatus();
  parts = ComposerParts();
  if (ParseDate(bare, parts) || ParseBranch(s, parts)) return absl::OkStatus();
  // Where it fails: behind the digits, dots and hyphens that any version may start with.
  size_t pos = bare.data() == nullptr ? 0 : static_cast<size_t>(bare.data() - version.data());
  const size_t end = bare.data() == nullptr ? 0 : pos + bare.size();
  while (pos < end && (IsDigit(version[pos]) || IsDateSeparator(version[pos]))) ++pos;
  return InvalidVersion("composer", version, pos, "not a version of Composer's");
}

ComposerToken ComposerReader::Next() {
  constexpr int kNumberCount = 4;
  const auto next_number = [this](std::string_view text) {
    while (pos_ < text.size() && IsDateSeparator(text[pos_])) ++pos_;
    size_t end = pos_;
    while (end < text.size() && !IsDateSeparator(text[end])) ++end;
    const std::string_view number = text.substr(pos_, end - pos_);
    pos_ = end;
    return number;
  };
  switch (state_) {
    case kNumbers: {
      ++count_;
      std::string_view number = next_number(parts_.numbers);
      if (!number.empty() && !IsDigit(number[0])) number = parts_.filler;  // 'x' or '*'
      if (number.empty() && count_ <= kNumberCount) number = parts_.filler;
      if (!number.empty()) return {ComposerToken::kNumber, number};
      state_ = kStability;
      pos_ = 0;
      [[fallthrough]];
    }
    case kStability:
      state_ = kStabilityNumbers;
      switch (parts_.stability) {
        case ComposerParts::kStable:
          break;
        case ComposerParts::kPatch:
          return {ComposerToken::kPatch, {}};
        default:
          return {static_cast<ComposerToken::Kind>(parts_.stability), {}};
      }
      [[fallthrough]];
    case kStabilityNumbers: {
      const std::string_view number = next_number(parts_.stability_numbers);
      if (!number.empty()) return {ComposerToken::kNumber, number};
      state_ = kDone;
      if (parts_.dev) return {ComposerToken::kDev, {}};
      return {};
    }
    default:
      return {};
  }
}

}  // namespace claircore::versions
