// "vers:TYPE/CONDITION|CONDITION", the version range specifier beside purl.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/ranges/syntax.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Type {
  std::string_view type;
  std::string_view scheme;
};
// The types of purl, and where two of them share a scheme.
constexpr Type kTypes[] = {
    {"alpine", "apk"},     {"alpm", "pacman"},       {"apk", "apk"},     {"arch", "pacman"},
    {"cargo", "cargo"},    {"composer", "composer"}, {"conan", "conan"}, {"cran", "cran"},
    {"deb", "dpkg"},       {"ebuild", "portage"},    {"gem", "gem"},     {"generic", "generic"},
    {"gentoo", "portage"}, {"github", "semver"},     {"golang", "go"},   {"hex", "hex"},
    {"maven", "maven"},    {"npm", "npm"},           {"nuget", "nuget"}, {"openssl", "generic"},
    {"opkg", "opkg"},      {"pub", "pub"},           {"pypi", "pep440"}, {"rpm", "rpm"},
    {"semver", "semver"},
};

// %XX decoded; false when that is broken.
bool Decode(std::string_view text, std::string& out) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    int value = 0;
    for (size_t digit = i + 1; digit <= i + 2; ++digit) {
      const char c = digit < text.size() ? ToLower(text[digit]) : 'g';
      if (!IsDigit(c) && !(c >= 'a' && c <= 'f')) return false;
      value = value * 16 + (IsDigit(c) ? c - '0' : c - 'a' + 10);
    }
    out.push_back(static_cast<char>(value));
    i += 2;
  }
  return true;
}

}  // namespace

absl::StatusOr<Clauses> ParseVers(const VersionScheme& scheme, std::string_view text) {
  constexpr size_t kPrefix = 5;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return InvalidRange(text, text.size(), "'/' expected");
  const std::string_view type = text.substr(kPrefix, slash - kPrefix);
  const auto* known = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [type](const Type& t) { return t.type == type; });
  if (known == std::end(kTypes) || known->scheme != scheme.name()) {
    return InvalidRange(text, kPrefix, "another scheme's type");
  }
  std::vector<Comparator> all;
  Clause holes;
  for (std::string_view part : SplitRange(text.substr(slash + 1), "|")) {
    part = TrimSpaces(part);
    const size_t offset =
        part.empty() ? text.size() : static_cast<size_t>(part.data() - text.data());
    if (part == "*" && text.substr(slash + 1) == "*") return Clauses{Clause()};
    const auto op = TakeOperator(part);
    std::string version;
    if (part.empty() || !Decode(part, version)) {
      return InvalidRange(text, offset, "version expected");
    }
    if (all.size() + holes.size() >= kMaxComparators) {
      return InvalidRange(text, offset, "too many conditions");
    }
    CLAIRCORE_RETURN_IF_ERROR(scheme.Compare(version, version).status());
    Comparator comparator{op.value_or(Comparator::kEqual), std::move(version)};
    (comparator.op == Comparator::kNotEqual ? holes : all).push_back(std::move(comparator));
  }
  std::stable_sort(all.begin(), all.end(), [&scheme](const Comparator& a, const Comparator& b) {
    return *scheme.Compare(a.version, b.version) < 0;
  });
  // Bounds pair up in order: a lower one and the upper one behind it; an upper one without a lower
  // one is bounded below by nothing, and the other way round.
  Clauses clauses;
  const Comparator* low = nullptr;
  for (const Comparator& bound : all) {
    const bool is_low = bound.op == Comparator::kGreater || bound.op == Comparator::kGreaterEqual;
    if (bound.op == Comparator::kEqual) {
      clauses.push_back({bound});
    } else if (is_low) {
      if (low == nullptr) low = &bound;  // of two lower bounds the first is the weaker
    } else {
      Clause clause = holes;
      if (low != nullptr) clause.push_back(*low);
      clause.push_back(bound);
      clauses.push_back(std::move(clause));
      low = nullptr;
    }
  }
  if (low != nullptr || (all.empty() && !holes.empty())) {
    Clause clause = holes;
    if (low != nullptr) clause.push_back(*low);
    clauses.push_back(std::move(clause));
  }
  return clauses;
}

}  // namespace claircore::versions
