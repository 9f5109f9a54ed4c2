#include "claircore/versions/ranges/syntax.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"
#include "claircore/versions/text.h"

namespace claircore::versions {

absl::Status InvalidRange(std::string_view text, size_t offset, std::string_view reason) {
  return absl::InvalidArgumentError(
      absl::StrCat("version range \"", absl::CHexEscape(internal::ToAbsl(text.substr(0, 100))),
                   "\": ", internal::ToAbsl(reason), " at byte ", offset));
}

std::string_view TrimSpaces(std::string_view s) {
  while (!s.empty() && IsSpace(s.front())) s.remove_prefix(1);
  while (!s.empty() && IsSpace(s.back())) s.remove_suffix(1);
  return s;
}

std::vector<std::string_view> SplitRange(std::string_view s, std::string_view separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = s.find(separator);
    parts.push_back(s.substr(0, end));
    if (end == std::string_view::npos) return parts;
    s.remove_prefix(end + separator.size());
  }
}

std::optional<Comparator::Op> TakeOperator(std::string_view& s) {
  constexpr std::pair<std::string_view, Comparator::Op> kOperators[] = {
      {"<=", Comparator::kLessEqual}, {">=", Comparator::kGreaterEqual}, {"==", Comparator::kEqual},
      {"!=", Comparator::kNotEqual},  {"<>", Comparator::kNotEqual},     {"<", Comparator::kLess},
      {">", Comparator::kGreater},    {"=", Comparator::kEqual},
  };
  for (const auto& [text, op] : kOperators) {
    if (s.substr(0, text.size()) != text) continue;
    s.remove_prefix(text.size());
    while (!s.empty() && IsSpace(s.front())) s.remove_prefix(1);
    return op;
  }
  return std::nullopt;
}

std::string Increment(std::string_view digits) {
  std::string out(StripZeros(digits));
  size_t i = out.size();
  while (i > 0 && out[i - 1] == '9') out[--i] = '0';
  if (i == 0) return "1" + out;
  ++out[i - 1];
  return out;
}

namespace {

// Characters of other syntaxes' operators and brackets, with which no version begins that anybody
// would write here: what they mean nobody knows, so it is not "no".
bool BeginsAsVersion(std::string_view version) {
  return std::string_view("<>=!~^[]()").find(version[0]) == std::string_view::npos;
}

}  // namespace

absl::StatusOr<Clauses> ParsePlainRange(std::string_view text, bool debian) {
  Clauses clauses;
  size_t count = 0;
  for (std::string_view rest : SplitRange(text, "||")) {
    Clause clause;
    size_t bare = 0;
    while (true) {
      const size_t start = rest.find_first_not_of(", \t\r\n");
      if (start == std::string_view::npos) break;
      rest.remove_prefix(start);
      const size_t offset = static_cast<size_t>(rest.data() - text.data());
      // "<<" and ">>", of Debian's policy:
      // https://www.debian.org/doc/debian-policy/ch-relationships
      const bool doubled = debian && (rest.starts_with("<<") || rest.starts_with(">>"));
      if (doubled) rest.remove_prefix(1);
      const auto op = TakeOperator(rest);
      const std::string_view version = rest.substr(0, rest.find_first_of(", \t\r\n"));
      rest.remove_prefix(version.size());
      if (version == "*" && !op) continue;
      if (version.empty() || !BeginsAsVersion(version)) {
        return InvalidRange(text, offset, "version expected");
      }
      if (!op) ++bare;
      if (++count > kMaxComparators) return InvalidRange(text, offset, "too many conditions");
      clause.push_back({op.value_or(Comparator::kEqual), std::string(version)});
    }
    // One version may stand alone; two side by side are some other syntax.
    if (bare > 0 && clause.size() > 1) return InvalidRange(text, 0, "operator expected");
    if (clause.empty() && TrimSpaces(text) != "*") {
      return InvalidRange(text, 0, "no condition");
    }
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

absl::StatusOr<Clauses> ParseBracketRange(std::string_view text, Comparator::Op bare) {
  Clauses clauses;
  size_t pos = 0;
  const auto skip = [&](std::string_view what) {
    pos = std::min(text.find_first_not_of(what, pos), text.size());
  };
  for (skip(" "); pos < text.size(); skip(", ")) {
    if (clauses.size() >= kMaxComparators) return InvalidRange(text, pos, "too many conditions");
    const char open = text[pos];
    if (open != '[' && open != '(') {
      const std::string_view version = text.substr(pos, text.find_first_of(", ", pos) - pos);
      if (!BeginsAsVersion(version)) return InvalidRange(text, pos, "version expected");
      pos += version.size();
      if (bare == Comparator::kGreaterEqual && version == "*") {
        clauses.emplace_back();
      } else if (bare == Comparator::kGreaterEqual && version.ends_with(".*")) {
        clauses.push_back({{bare, std::string(version.substr(0, version.size() - 2))}});
      } else {
        clauses.push_back({{bare, std::string(version)}});
      }
      continue;
    }
    const size_t end = text.find_first_of("])", pos);
    if (end == std::string_view::npos)
      return InvalidRange(text, text.size(), "']' or ')' expected");
    const std::string_view inside = text.substr(pos + 1, end - pos - 1);
    const size_t comma = inside.find(',');
    const std::string_view low = TrimSpaces(inside.substr(0, comma));
    Clause clause;
    if (comma == std::string_view::npos) {
      if (open != '[' || text[end] != ']' || low.empty()) {
        return InvalidRange(text, pos, "a single version stands between '[' and ']'");
      }
      clause.push_back({Comparator::kEqual, std::string(low)});
    } else {
      const std::string_view high = TrimSpaces(inside.substr(comma + 1));
      if (high.find(',') != std::string_view::npos) return InvalidRange(text, end, "second ','");
      if (!low.empty()) {
        clause.push_back(
            {open == '[' ? Comparator::kGreaterEqual : Comparator::kGreater, std::string(low)});
      }
      if (!high.empty()) {
        clause.push_back(
            {text[end] == ']' ? Comparator::kLessEqual : Comparator::kLess, std::string(high)});
      }
    }
    clauses.push_back(std::move(clause));
    pos = end + 1;
  }
  if (clauses.empty()) return InvalidRange(text, 0, "empty");
  return clauses;
}

absl::StatusOr<Clauses> ParseGemRange(std::string_view text) {
  Clause clause;
  for (std::string_view part : SplitRange(text, ",")) {
    part = TrimSpaces(part);
    const size_t offset =
        part.empty() ? text.size() : static_cast<size_t>(part.data() - text.data());
    if (clause.size() >= kMaxComparators) return InvalidRange(text, offset, "too many conditions");
    if (part.substr(0, 2) != "~>") {
      const auto op = TakeOperator(part);
      if (part.empty()) return InvalidRange(text, offset, "version expected");
      clause.push_back({op.value_or(Comparator::kEqual), std::string(part)});
      continue;
    }
    const std::string version(TrimSpaces(part.substr(2)));
    // Up to the next release of the number before the last, words not counted: below the least of
    // its pre-releases, for no word sorts before "A".
    const std::string_view numbers =
        std::string_view(version).substr(0, version.find_first_not_of("0123456789."));
    std::vector<std::string_view> segments = SplitRange(numbers, ".");
    if (!segments.empty() && segments.back().empty()) segments.pop_back();
    if (segments.empty()) return InvalidRange(text, offset, "version expected");
    if (segments.size() > 1) segments.pop_back();
    std::string upper;
    for (size_t i = 0; i + 1 < segments.size(); ++i) upper.append(segments[i]).append(".");
    upper += Increment(segments.back()) + ".A";
    clause.push_back({Comparator::kGreaterEqual, version});
    clause.push_back({Comparator::kLess, upper});
  }
  return Clauses{std::move(clause)};
}

}  // namespace claircore::versions
