// Composer's constraints. Its bounds are "-dev" versions, the least of a number, wherever a bound
// names no stability.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/composer_parse.h"
#include "claircore/versions/ranges/syntax.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Bound {
  std::vector<std::string> numbers;
  bool stability = false;  // names one: "-beta", "-dev"
  std::string text;
};

absl::Status ParseBound(std::string_view text, Bound& bound) {
  ComposerParts parts;
  CLAIRCORE_RETURN_IF_ERROR(ParseComposer(text, parts));
  bound.text = std::string(text);
  if (parts.branch) return absl::OkStatus();
  for (std::string_view number : SplitRange(parts.numbers, ".")) bound.numbers.emplace_back(number);
  bound.stability = parts.dev || parts.stability != ComposerParts::kStable;
  return absl::OkStatus();
}

// Composer writes the suffix behind the text of "~", "^" and " - ": behind a build it is lost.
std::string LowText(const Bound& bound) {
  const bool lost = bound.text.find('+') != std::string::npos;
  return lost || bound.stability || bound.numbers.empty() ? bound.text : bound.text + "-dev";
}

// The least version above those that start with the first `count` numbers.
std::string NextText(const Bound& bound, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) text.push_back('.');
    text += i + 1 < count ? bound.numbers[i] : Increment(bound.numbers[i]);
  }
  return text + "-dev";
}

void AddSpan(const Bound& bound, size_t count, Clause& clause) {
  clause.push_back({Comparator::kGreaterEqual, LowText(bound)});
  clause.push_back({Comparator::kLess, NextText(bound, count)});
}

bool IsLowering(std::string_view flag) {
  for (const std::string_view known : {"dev", "alpha", "beta", "rc"}) {
    if (CompareIgnoreCase(flag, known) == 0) return true;
  }
  return false;
}

bool IsZero(const std::string& number) { return StripZeros(number).empty(); }

absl::Status AddCondition(std::string_view text, Clause& clause) {
  std::string_view flag;
  if (const size_t at = text.find('@'); at != std::string_view::npos) {
    flag = text.substr(at + 1);
    text = text.substr(0, at);
  }
  if (text.empty() || text == "*" || text == "x" || text == "X") return absl::OkStatus();
  Bound bound;
  if (text[0] == '~' || text[0] == '^') {
    const bool caret = text[0] == '^';
    text.remove_prefix(!caret && text.substr(0, 2) == "~>" ? 2 : 1);
    CLAIRCORE_RETURN_IF_ERROR(ParseBound(text, bound));
    const size_t size = bound.numbers.size();
    if (size == 0) return InvalidRange(text, 0, "number expected");
    size_t count = 1;
    if (caret) {
      while (count < std::min<size_t>(size, 3) && IsZero(bound.numbers[count - 1])) ++count;
    } else {
      count = std::max<size_t>(size, 2) - 1;
    }
    AddSpan(bound, count, clause);
    return absl::OkStatus();
  }
  size_t wild = text.size();
  while (wild >= 2 && text[wild - 2] == '.' &&
         (text[wild - 1] == '*' || ToLower(text[wild - 1]) == 'x')) {
    wild -= 2;
  }
  const auto op = TakeOperator(text);
  if (!op && wild < text.size()) {
    CLAIRCORE_RETURN_IF_ERROR(ParseBound(text.substr(0, wild), bound));
    // A date is no first number of a longer version, which Composer makes of it all the same.
    if (bound.numbers.empty() || bound.numbers[0].size() > 5) {
      return InvalidRange(text, 0, "number of at most five digits expected");
    }
    AddSpan(bound, bound.numbers.size(), clause);
    return absl::OkStatus();
  }
  CLAIRCORE_RETURN_IF_ERROR(ParseBound(text, bound));
  const bool equality = !op || op == Comparator::kEqual || op == Comparator::kNotEqual;
  if (bound.numbers.empty() && !equality) {  // branches are equal or not, never more
    clause.push_back({Comparator::kLess, "dev-"});
    return absl::OkStatus();
  }
  // A flag that lowers the stability counts where there is an order.
  const bool lowered = !bound.numbers.empty() && !bound.stability && op &&
                       op != Comparator::kEqual && IsLowering(flag);
  if (lowered) {
    bound.text = bound.text.substr(0, bound.text.find('+'));
    clause.push_back({*op, bound.text + "-" + std::string(flag)});
  } else if (op == Comparator::kLess || op == Comparator::kGreaterEqual) {
    bound.text = bound.text.substr(0, bound.text.find('+'));
    clause.push_back({*op, LowText(bound)});
  } else {
    clause.push_back({op.value_or(Comparator::kEqual), bound.text});
  }
  if (op == Comparator::kLess || op == Comparator::kLessEqual) {
    clause.push_back({Comparator::kGreaterEqual, "0.0.0.0-dev"});  // above every branch
  }
  return absl::OkStatus();
}

absl::Status AddHyphen(std::string_view from, std::string_view to, Clause& clause) {
  Bound low, high;
  CLAIRCORE_RETURN_IF_ERROR(ParseBound(TrimSpaces(from), low));
  CLAIRCORE_RETURN_IF_ERROR(ParseBound(TrimSpaces(to), high));
  if (high.numbers.empty()) return InvalidRange(to, 0, "number expected");
  clause.push_back({Comparator::kGreaterEqual, LowText(low)});
  if (high.numbers.size() >= 3 || high.stability) {
    clause.push_back({Comparator::kLessEqual, high.text});
  } else {
    clause.push_back({Comparator::kLess, NextText(high, high.numbers.size())});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Clauses> ParseComposerRange(std::string_view text) {
  Clauses clauses;
  size_t count = 0;
  for (std::string_view part : SplitRange(text, "|")) {
    part = TrimSpaces(part);
    if (part.empty() && !clauses.empty()) continue;  // between the bars of "||"
    Clause clause;
    if (const size_t hyphen = part.find(" - "); hyphen != std::string_view::npos) {
      CLAIRCORE_RETURN_IF_ERROR(AddHyphen(part.substr(0, hyphen), part.substr(hyphen + 3), clause));
      part = {};
    }
    while (true) {
      const size_t start = part.find_first_not_of(", \t\r\n");
      if (start == std::string_view::npos) break;
      part.remove_prefix(start);
      if (++count > kMaxComparators) return InvalidRange(text, 0, "too many conditions");
      // Spaces may stand between an operator and its version.
      const size_t version = std::min(part.find_first_not_of("<>=!~^ "), part.size());
      const size_t end = std::min(part.find_first_of(", \t\r\n", version), part.size());
      std::string condition;
      for (char c : part.substr(0, end)) {
        if (c != ' ') condition.push_back(c);
      }
      CLAIRCORE_RETURN_IF_ERROR(AddCondition(condition, clause));
      part.remove_prefix(end);
    }
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

}  // namespace claircore::versions
