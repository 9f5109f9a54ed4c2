// PEP 440's specifiers.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/pep440.h"
#include "claircore/versions/pep440_parse.h"
#include "claircore/versions/ranges/syntax.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

using Interval = VersionRangeSet::Interval;

std::string Number(std::string_view digits) {
  const std::string_view value = StripZeros(digits);
  return value.empty() ? "0" : std::string(value);
}

std::string Release(std::string_view release) {
  std::string out;
  for (std::string_view component : SplitRange(release, ".")) {
    if (!out.empty()) out.push_back('.');
    out += Number(component);
  }
  return out;
}

// As `packaging` prints a version.
std::string Print(const Pep440Parts& v) {
  std::string out = v.epoch.empty() ? "" : std::string(v.epoch) + "!";
  out += Release(v.release);
  if (v.pre != Pep440Parts::kNoPre) {
    out += v.pre == Pep440Parts::kCandidate ? "rc" : std::string(1, v.pre);
    out += Number(v.pre_number);
  }
  if (v.has_post) out += ".post" + Number(v.post_number);
  if (v.has_dev) out += ".dev" + Number(v.dev_number);
  for (size_t i = 0; i < v.local.size();) {
    size_t end = i;
    while (end < v.local.size() && IsAlnum(v.local[end])) ++end;
    const std::string_view segment = v.local.substr(i, end - i);
    out.push_back(i == 0 ? '+' : '.');
    if (DigitsEnd(segment, 0) == segment.size()) {
      out += Number(segment);
    } else {
      for (char c : segment) out.push_back(ToLower(c));
    }
    i = end + 1;
  }
  return out;
}

// The version of epoch and release only.
std::string Base(const Pep440Parts& v) {
  return (v.epoch.empty() ? "" : std::string(v.epoch) + "!") + std::string(v.release);
}

// Without the local version.
std::string Public(Pep440Parts v) {
  v.local = {};
  return Print(v);
}

int Order(std::string_view a, std::string_view b) {
  const auto order = Pep440().Compare(a, b);
  return *order < 0 ? -1 : (*order > 0 ? 1 : 0);
}

bool IsPre(const Pep440Parts& v) { return v.pre != Pep440Parts::kNoPre || v.has_dev; }

// "1.2": from 1.2.dev0 to below 1.3.dev0.
std::pair<std::string, std::string> PrefixBounds(const Pep440Parts& prefix) {
  std::string first = Base(prefix);
  const size_t dot = first.find_last_of(".!");
  const size_t last = dot == std::string::npos ? 0 : dot + 1;
  std::string next = first.substr(0, last) + Increment(first.substr(last));
  return {first + ".dev0", next + ".dev0"};
}

bool InPrefix(const Comparator& comparator, std::string_view version) {
  Pep440Parts prefix;
  if (!ParsePep440(comparator.version, prefix).ok()) return false;
  const auto [first, next] = PrefixBounds(prefix);
  return Order(version, first) >= 0 && Order(version, next) < 0;
}

}  // namespace

bool SatisfiesPep440(const Comparator& comparator, std::string_view version) {
  Pep440Parts v;
  if (!ParsePep440(version, v).ok()) return false;
  if (comparator.op == Comparator::kText) {
    return CompareIgnoreCase(Print(v), comparator.version) == 0;
  }
  if (comparator.op == Comparator::kPrefix) return InPrefix(comparator, version);
  if (comparator.op == Comparator::kNotPrefix) return !InPrefix(comparator, version);
  Pep440Parts bound;
  if (!ParsePep440(comparator.version, bound).ok()) return false;
  const std::string v_public = Public(v);
  switch (comparator.op) {
    case Comparator::kEqual:
    case Comparator::kNotEqual: {
      const std::string_view compared = bound.local.empty() ? std::string_view(v_public) : version;
      return (Order(compared, comparator.version) == 0) == (comparator.op == Comparator::kEqual);
    }
    case Comparator::kLessEqual:
      return Order(v_public, comparator.version) <= 0;
    case Comparator::kGreaterEqual:
      return Order(v_public, comparator.version) >= 0;
    case Comparator::kLess:
      // No pre-release of the bound itself, unless it is one: 2.0.dev0 is one of 2, not of 2.post1.
      if (Order(version, comparator.version) >= 0) return false;
      return IsPre(bound) || !IsPre(v) || Order(version, Public(bound) + ".dev0") < 0;
    default:
      if (Order(version, comparator.version) <= 0) return false;
      if (Order(Base(v), Base(bound)) != 0) return true;
      return v.local.empty() && (bound.has_post || !v.has_post);
  }
}

absl::StatusOr<std::vector<Interval>> Pep440Intervals(const VersionScheme& scheme,
                                                      const Comparator& comparator) {
  const auto key_of = [&scheme](std::string_view text) -> absl::StatusOr<std::string> {
    std::string key;
    CLAIRCORE_RETURN_IF_ERROR(scheme.AppendSortKey(text, key).status());
    return key;
  };
  Pep440Parts bound;
  if (comparator.op == Comparator::kText) {
    if (!ParsePep440(comparator.version, bound).ok()) return std::vector<Interval>();
  }
  CLAIRCORE_RETURN_IF_ERROR(ParsePep440(comparator.version, bound));
  if (comparator.op == Comparator::kPrefix || comparator.op == Comparator::kNotPrefix) {
    const auto [first, next] = PrefixBounds(bound);
    CLAIRCORE_ASSIGN_OR_RETURN(std::string low, key_of(first));
    CLAIRCORE_ASSIGN_OR_RETURN(std::string high, key_of(next));
    if (comparator.op == Comparator::kPrefix) return std::vector<Interval>{{low, high}};
    return std::vector<Interval>{{"", low}, {high, "", true}};
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::string key, key_of(comparator.version));
  // Local versions of the bound start with its key, whose last byte ends the public part.
  std::string after = key;
  if (bound.local.empty()) {
    ++after.back();
  } else {
    after.push_back('\0');
  }
  switch (comparator.op) {
    case Comparator::kText:
    case Comparator::kEqual:
      return std::vector<Interval>{{key, after}};
    case Comparator::kNotEqual:
      return std::vector<Interval>{{"", key}, {after, "", true}};
    case Comparator::kLess:
      return std::vector<Interval>{{"", key}};
    case Comparator::kLessEqual:
      return std::vector<Interval>{{"", after}};
    case Comparator::kGreaterEqual:
      return std::vector<Interval>{{key, "", true}};
    default:
      return std::vector<Interval>{{key + '\0', "", true}};
  }
}

absl::StatusOr<Clauses> ParsePep440Range(std::string_view text) {
  Clause clause;
  for (std::string_view part : SplitRange(text, ",")) {
    part = TrimSpaces(part);
    if (part.empty()) continue;  // "" and "," are no conditions
    const size_t offset = static_cast<size_t>(part.data() - text.data());
    if (clause.size() >= kMaxComparators) return InvalidRange(text, offset, "too many conditions");
    if (part.substr(0, 3) == "===") {
      part = TrimSpaces(part.substr(3));
      if (part.empty()) return InvalidRange(text, offset, "version expected");
      clause.push_back({Comparator::kText, std::string(part)});
      continue;
    }
    const bool compatible = part.substr(0, 2) == "~=";
    const bool bare = IsAlnum(part[0]);
    if (compatible) part = TrimSpaces(part.substr(2));
    const auto op = compatible ? Comparator::kGreaterEqual : TakeOperator(part);
    if (!op || bare || text.substr(offset, 2) == "<>" ||
        (op == Comparator::kEqual && text.substr(offset, 2) != "==")) {
      return InvalidRange(text, offset, "one of ~= == != <= >= < > === expected");
    }
    const bool wildcard = part.ends_with(".*");
    const std::string version(wildcard ? part.substr(0, part.size() - 2) : part);
    Pep440Parts v;
    CLAIRCORE_RETURN_IF_ERROR(ParsePep440(version, v));
    const bool equality = op == Comparator::kEqual || op == Comparator::kNotEqual;
    if (!v.local.empty() && !equality) return InvalidRange(text, offset, "local version");
    if (wildcard && (!equality || IsPre(v) || v.has_post || !v.local.empty())) {
      return InvalidRange(text, offset, "\".*\" goes with == and != and a release");
    }
    if (wildcard) {
      clause.push_back(
          {op == Comparator::kEqual ? Comparator::kPrefix : Comparator::kNotPrefix, version});
      continue;
    }
    clause.push_back({*op, version});
    if (compatible) {
      const std::string base = Base(v);
      const size_t dot = base.rfind('.');
      if (dot == std::string::npos) return InvalidRange(text, offset, "~= needs two numbers");
      clause.push_back({Comparator::kPrefix, base.substr(0, dot)});
    }
  }
  return Clauses{std::move(clause)};
}

}  // namespace claircore::versions
