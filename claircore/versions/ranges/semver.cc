// node-semver's ranges, and Cargo's.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/versions/ranges/syntax.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr uint64_t kMaxSafeInteger = 9007199254740991;

// A version some of whose numbers may be missing or wild.
struct Partial {
  uint64_t numbers[3] = {0, 0, 0};
  int known = 0;    // so many lead, the rest is wild
  std::string pre;  // with its '-'
};

std::string Text(uint64_t major, uint64_t minor, uint64_t patch, std::string_view suffix = "") {
  return absl::StrCat(major, ".", minor, ".", patch, internal::ToAbsl(suffix));
}

bool ParsePartial(std::string_view s, Partial& partial) {
  partial = Partial();
  while (!s.empty() && (s[0] == 'v' || s[0] == '=' || IsSpace(s[0]))) s.remove_prefix(1);
  if (s.empty()) return true;
  bool wild = false;
  int count = 0;
  for (; count < 3; ++count) {
    if (count > 0) {
      if (s.empty() || s[0] != '.') break;
      s.remove_prefix(1);
    }
    if (!s.empty() && (s[0] == 'x' || s[0] == 'X' || s[0] == '*')) {
      wild = true;
      s.remove_prefix(1);
      continue;
    }
    const size_t end = DigitsEnd(s, 0);
    if (end == 0 || end > 16 || (end > 1 && s[0] == '0')) return false;
    uint64_t value = 0;
    for (char c : s.substr(0, end)) value = value * 10 + static_cast<uint64_t>(c - '0');
    if (value > kMaxSafeInteger) return false;
    if (!wild) {
      partial.numbers[count] = value;
      partial.known = count + 1;
    }
    s.remove_prefix(end);
  }
  if (count == 3 && !s.empty() && s[0] == '-') {
    const size_t end = IdentifiersEnd(s, 1);
    if (end == std::string_view::npos) return false;
    if (partial.known == 3) partial.pre = std::string(s.substr(0, end));
    s.remove_prefix(end);
  }
  if (count == 3 && !s.empty() && s[0] == '+') {
    const size_t end = IdentifiersEnd(s, 1);
    if (end == std::string_view::npos) return false;
    s.remove_prefix(end);
  }
  return s.empty();
}

// `and_before`: with the pre-releases of the first version.
void AddLower(const Partial& p, bool and_before, Clause& clause) {
  if (p.known == 0) return;
  const bool all = and_before && p.known < 3;
  clause.push_back({Comparator::kGreaterEqual, Text(p.numbers[0], p.numbers[1], p.numbers[2],
                                                    all ? std::string("-0") : p.pre)});
}

// Below the next version of the number at `at`, its pre-releases too.
void AddBelowNext(const Partial& p, int at, Clause& clause) {
  const uint64_t* n = p.numbers;
  std::string bound = at == 0   ? Text(n[0] + 1, 0, 0, "-0")
                      : at == 1 ? Text(n[0], n[1] + 1, 0, "-0")
                                : Text(n[0], n[1], n[2] + 1, "-0");
  clause.push_back({Comparator::kLess, std::move(bound)});
}

// Cargo's "=1.2", ">=1.2", "<=1.2" and "~1.2" take no pre-release of what begins with 1.2, as the
// bound names none; "^1.2" takes all (the semver crate, eval.rs).
void AddNoPrerelease(const Partial& p, bool cargo, Clause& clause) {
  if (!cargo || p.known == 0 || p.known == 3) return;
  std::string prefix = std::to_string(p.numbers[0]);
  if (p.known == 2) prefix += "." + std::to_string(p.numbers[1]);
  clause.push_back({Comparator::kNotPrefix, std::move(prefix)});
}

void AddCaret(const Partial& p, bool cargo, Clause& clause) {
  if (p.known == 0) return;
  AddLower(p, cargo, clause);
  int at = 0;  // the leftmost number that is not zero, as far as there are numbers
  while (at + 1 < p.known && p.numbers[at] == 0) ++at;
  AddBelowNext(p, at, clause);
}

void AddTilde(const Partial& p, bool cargo, Clause& clause) {
  if (p.known == 0) return;
  AddLower(p, false, clause);
  AddBelowNext(p, p.known == 1 ? 0 : 1, clause);
  AddNoPrerelease(p, cargo, clause);
}

void AddNothing(Clause& clause) { clause.push_back({Comparator::kLess, "0.0.0-0"}); }

// "=1.2" is any 1.2.x, ">1.2" starts at 1.3.0, "<=1.2" ends below 1.3.0.
void AddPrimitive(Comparator::Op op, const Partial& p, bool cargo, Clause& clause) {
  if (p.known == 3) {
    clause.push_back({op, Text(p.numbers[0], p.numbers[1], p.numbers[2], p.pre)});
    return;
  }
  if (p.known == 0) {
    if (op == Comparator::kLess || op == Comparator::kGreater) AddNothing(clause);
    return;
  }
  const int last = p.known - 1;
  const std::string first = cargo ? "-0" : "";  // of what a bound above skips
  switch (op) {
    case Comparator::kLess:
      clause.push_back({op, Text(p.numbers[0], p.numbers[1], 0, "-0")});
      break;
    case Comparator::kLessEqual:
      AddBelowNext(p, last, clause);
      AddNoPrerelease(p, cargo, clause);
      break;
    case Comparator::kGreater:
      clause.push_back(
          {Comparator::kGreaterEqual, last == 0 ? Text(p.numbers[0] + 1, 0, 0, first)
                                                : Text(p.numbers[0], p.numbers[1] + 1, 0, first)});
      break;
    case Comparator::kGreaterEqual:
      AddLower(p, false, clause);
      AddNoPrerelease(p, cargo, clause);
      break;
    default:
      AddLower(p, false, clause);
      AddBelowNext(p, last, clause);
      AddNoPrerelease(p, cargo, clause);
      break;
  }
}

// "1.2 - 2.3": to the end of 2.3.
bool AddHyphen(std::string_view from, std::string_view to, Clause& clause) {
  Partial low, high;
  if (!ParsePartial(TrimSpaces(from), low) || !ParsePartial(TrimSpaces(to), high)) return false;
  AddLower(low, false, clause);
  if (high.known > 0) AddPrimitive(Comparator::kLessEqual, high, false, clause);
  return true;
}

// One condition and what it is made of. `cargo`: "1.2" means "^1.2".
bool AddCondition(std::string_view& rest, bool cargo, std::string_view ends, Clause& clause) {
  enum { kPrimitive, kTilde, kCaret } kind = cargo ? kCaret : kPrimitive;
  bool bare = true;
  Comparator::Op op = Comparator::kEqual;
  if (rest[0] == '~' || rest[0] == '^') {
    kind = rest[0] == '~' ? kTilde : kCaret;
    bare = false;
    rest.remove_prefix(kind == kTilde && rest.substr(0, 2) == "~>" ? 2 : 1);
  } else if (rest[0] != '!' && rest.substr(0, 2) != "<>") {
    const bool double_equal = rest.substr(0, 2) == "==";
    if (const auto found = TakeOperator(rest); found && !(double_equal && cargo)) {
      op = *found;
      kind = kPrimitive;
      bare = false;
    } else if (found) {
      return false;
    }
  }
  while (!rest.empty() && (IsSpace(rest[0]) || rest[0] == 'v' || rest[0] == '=')) {
    rest.remove_prefix(1);
  }
  const std::string_view text = rest.substr(0, rest.find_first_of(ends));
  rest.remove_prefix(text.size());
  Partial partial;
  if (text.empty() && kind == kPrimitive && op != Comparator::kEqual) return false;
  if (!ParsePartial(text, partial)) return false;
  // A wildcard stands for itself unless an operator says more.
  if (cargo && bare && partial.known < 3 && text.find_first_of("*xX") != text.npos) {
    kind = kPrimitive;
  }
  if (kind == kTilde) {
    AddTilde(partial, cargo, clause);
  } else if (kind == kCaret) {
    AddCaret(partial, cargo, clause);
  } else {
    AddPrimitive(op, partial, cargo, clause);
  }
  return true;
}

}  // namespace

absl::StatusOr<Clauses> ParseNpmRange(std::string_view text) {
  constexpr std::string_view kEnds = ", \t\r\n";  // advisories write commas too
  Clauses clauses;
  size_t count = 0;
  for (std::string_view part : SplitRange(text, "||")) {
    part = TrimSpaces(part);
    const size_t offset = part.empty() ? 0 : static_cast<size_t>(part.data() - text.data());
    Clause clause;
    const size_t hyphen = part.find(" - ");
    if (hyphen != std::string_view::npos) {
      if (!AddHyphen(part.substr(0, hyphen), part.substr(hyphen + 3), clause)) {
        return InvalidRange(text, offset, "bad bounds");
      }
    }
    while (hyphen == std::string_view::npos) {
      const size_t start = part.find_first_not_of(kEnds);
      if (start == std::string_view::npos) break;
      part.remove_prefix(start);
      const size_t at = static_cast<size_t>(part.data() - text.data());
      if (++count > kMaxComparators) return InvalidRange(text, at, "too many conditions");
      if (!AddCondition(part, false, kEnds, clause)) {
        return InvalidRange(text, at, "bad condition");
      }
    }
    // node-semver takes ">=0.0.0" for "*", which also lets 0.0.0-a pass it, and an alternative that
    // is "*" makes it forget the others.
    std::erase_if(clause, [](const Comparator& c) {
      return c.op == Comparator::kGreaterEqual && c.version == "0.0.0";
    });
    if (clause.empty()) return Clauses{Clause()};
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

absl::StatusOr<Clauses> ParseCargoRange(std::string_view text) {
  Clause clause;
  for (std::string_view part : SplitRange(text, ",")) {
    part = TrimSpaces(part);
    const size_t offset =
        part.empty() ? text.size() : static_cast<size_t>(part.data() - text.data());
    if (part.empty()) return InvalidRange(text, offset, "condition expected");
    if (clause.size() >= kMaxComparators) return InvalidRange(text, offset, "too many conditions");
    if (!AddCondition(part, true, " \t", clause) || !TrimSpaces(part).empty()) {
      return InvalidRange(text, offset, "bad condition");
    }
  }
  return Clauses{std::move(clause)};
}

}  // namespace claircore::versions
