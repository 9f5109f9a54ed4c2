#include "examples/clairscan/ignore.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "claircore/internal/strings.h"

namespace clairscan {
namespace {

using claircore::internal::ToAbsl;
using claircore::internal::ToStd;

std::optional<std::chrono::sys_days> ParseDay(std::string_view text) {
  int y = 0;
  unsigned m = 0, d = 0;
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!absl::SimpleAtoi(ToAbsl(text.substr(0, 4)), &y) ||
      !absl::SimpleAtoi(ToAbsl(text.substr(5, 2)), &m) ||
      !absl::SimpleAtoi(ToAbsl(text.substr(8, 2)), &d)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day day{std::chrono::year(y), std::chrono::month(m),
                                        std::chrono::day(d)};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

}  // namespace

absl::StatusOr<IgnoreList> IgnoreList::Parse(std::string_view text) {
  IgnoreList list;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    Rule rule;
    for (absl::string_view word :
         absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty())) {
      const std::string_view w = ToStd(word);
      if (rule.id.empty()) {
        rule.id = w;
      } else if (w.starts_with("exp:")) {
        rule.expires = ParseDay(w.substr(4));
        if (!rule.expires.has_value()) {
          return absl::InvalidArgumentError(
              absl::StrCat("line ", number, ": exp: needs a date as 2027-01-31"));
        }
      } else if (rule.package.empty()) {
        rule.package = w;
      } else {
        return absl::InvalidArgumentError(absl::StrCat("line ", number, ": too many words"));
      }
    }
    if (!rule.id.empty()) list.rules_.push_back(std::move(rule));
  }
  return list;
}

absl::StatusOr<IgnoreList> IgnoreList::Load(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("cannot read the ignore file ", path));
  const std::string text(std::istreambuf_iterator<char>(in), {});
  absl::StatusOr<IgnoreList> list = Parse(text);
  if (!list.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", list.status().message()));
  }
  return list;
}

bool IgnoreList::Covers(const claircore::Vulnerability& vulnerability, std::string_view package,
                        std::chrono::sys_days today) const {
  return std::any_of(rules_.begin(), rules_.end(), [&](const Rule& rule) {
    if (!rule.package.empty() && rule.package != package) return false;
    if (rule.expires.has_value() && today >= *rule.expires) return false;
    if (rule.id == vulnerability.name) return true;
    return std::any_of(
        vulnerability.aliases.begin(), vulnerability.aliases.end(),
        [&](const claircore::Alias& alias) { return claircore::AliasName(alias) == rule.id; });
  });
}

}  // namespace clairscan
