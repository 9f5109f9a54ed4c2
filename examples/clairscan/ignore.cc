#include "examples/clairscan/ignore.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "claircore/internal/strings.h"
#include "examples/clairscan/read_file.h"

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
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  IgnoreList list;
  int number = 0;
  for (absl::string_view line : absl::StrSplit(ToAbsl(text), '\n')) {
    ++number;
    line = line.substr(0, line.find('#'));
    Rule rule{.line = number};
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
    if (rule.id.empty()) continue;
    list.by_id_[absl::AsciiStrToLower(rule.id)].push_back(list.rules_.size());
    list.rules_.push_back(std::move(rule));
  }
  return list;
}

absl::StatusOr<IgnoreList> IgnoreList::Load(const std::string& path) {
  absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) {
    return absl::Status(text.status().code(),
                        absl::StrCat("the ignore file: ", text.status().message()));
  }
  absl::StatusOr<IgnoreList> list = Parse(*text);
  if (!list.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", list.status().message()));
  }
  return list;
}

bool IgnoreList::Applies(Rule& rule, const claircore::Package& package,
                         std::chrono::sys_days today) {
  if (rule.expires.has_value() && today >= *rule.expires) return false;
  const bool same = rule.package.empty() || absl::EqualsIgnoreCase(rule.package, package.name) ||
                    (package.type == "pypi" &&
                     claircore::FoldName(rule.package) == claircore::FoldName(package.name));
  if (same) rule.hit = true;
  return same;
}

bool IgnoreList::Covers(const claircore::Vulnerability& vulnerability,
                        const claircore::Package& package, std::chrono::sys_days today) {
  bool covered = false;
  const auto look_up = [&](std::string_view id) {
    const auto found = by_id_.find(absl::AsciiStrToLower(ToAbsl(id)));
    if (found == by_id_.end()) return;
    // All of them, so that no rule is called idle for what another covers too.
    for (size_t rule : found->second) {
      if (Applies(rules_[rule], package, today)) covered = true;
    }
  };
  if (rules_.empty()) return false;
  look_up(vulnerability.name);
  for (const claircore::Alias& alias : vulnerability.aliases) look_up(claircore::AliasName(alias));
  return covered;
}

std::vector<std::string> IgnoreList::Idle(std::chrono::sys_days today) const {
  std::vector<std::string> idle;
  for (const Rule& rule : rules_) {
    if (rule.hit) continue;
    std::string text = absl::StrCat("line ", rule.line, ": ", rule.id);
    if (!rule.package.empty()) absl::StrAppend(&text, " ", rule.package);
    const bool over = rule.expires.has_value() && today >= *rule.expires;
    idle.push_back(absl::StrCat(text, over ? " has expired" : " covers nothing here"));
  }
  return idle;
}

}  // namespace clairscan
