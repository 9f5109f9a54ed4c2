#include "examples/clairscan/coverage.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "claircore/internal/strings.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

using claircore::Coverage;
using claircore::IndexReport;
using claircore::Unjudged;
using claircore::internal::ToAbsl;

// As the image calls its system, else as os-release's ID does.
std::string SystemName(const IndexReport& index, const std::string& did) {
  for (const auto& [id, distribution] : index.distributions) {
    if (distribution.did != did) continue;
    for (const std::string* name : {&distribution.pretty_name, &distribution.name}) {
      if (!name->empty()) return Printable(*name);
    }
  }
  return Printable(did);
}

std::string Packages(size_t n) { return absl::StrCat(n, n == 1 ? " package" : " packages"); }

// "12 of Kali GNU/Linux", "4 jars", "1 npm package".
std::string Some(const IndexReport& index, size_t n, const Coverage::Kind& kind) {
  if (!kind.system.empty()) return absl::StrCat(n, " of ", SystemName(index, kind.system));
  if (kind.type == "maven") return absl::StrCat(n, n == 1 ? " jar" : " jars");
  if (kind.type == "generic") return absl::StrCat(n, n == 1 ? " program" : " programs");
  return absl::StrCat(n, " ", Printable(kind.type.empty() ? "nameless" : kind.type),
                      n == 1 ? " package" : " packages");
}

std::string_view Why(Unjudged reason) {
  switch (reason) {
    case Unjudged::kNoMatcher:
      return ", no data";
    case Unjudged::kFeedNotLoaded:
      return ", data not loaded";
    case Unjudged::kReleaseUnknown:
      return ", a release that the data do not know";
    case Unjudged::kRepositoriesUnknown:
      return ", repositories unknown";
    case Unjudged::kOwnerUnjudged:
      return " left to an owner that nobody judged";
    case Unjudged::kNoGroup:
      return " without a group";
    case Unjudged::kUnreadableVersion:
      return " with a version that cannot be read";
    case Unjudged::kUnfinishedIndex:
      return ", not indexed to the end";
  }
  return "";
}

std::string Describe(const IndexReport& index, const Coverage::NotJudged& group) {
  return absl::StrCat(Some(index, group.package_ids.size(), group.kind), ToAbsl(Why(group.reason)));
}

std::string Unfinished(const IndexReport& index) {
  std::string text = "this is no finished index report";
  if (!index.state.empty()) absl::StrAppend(&text, ": its state is '", Printable(index.state), "'");
  if (!index.error.empty()) absl::StrAppend(&text, ": ", Printable(index.error));
  return text;
}

}  // namespace

std::string CoverageLine(const claircore::VulnerabilityReport& report) {
  const IndexReport& index = *report.index;
  const Coverage& coverage = report.coverage;
  if (index.packages.empty()) {
    if (!claircore::IsFinished(index)) return absl::StrCat("0 packages: ", Unfinished(index));
    return index.distributions.empty() ? "0 packages: nothing was found, no system and no package"
                                       : "0 packages: nothing was found but the system's name";
  }
  std::string line =
      absl::StrCat(Packages(index.packages.size()), ": ", coverage.judged_packages(), " judged");
  const size_t left = coverage.not_judged_packages();
  if (left == 0) return line;
  std::vector<std::string> parts;
  for (const Coverage::NotJudged& group : coverage.not_judged) {
    parts.push_back(Describe(index, group));
  }
  return absl::StrCat(line, "; ", left, " not: ", absl::StrJoin(parts, "; "));
}

bool VerdictRules::Allows(const Coverage::Kind& kind) const {
  if (allow_all) return true;
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) {
    return absl::EqualsIgnoreCase(name, kind.type) ||
           (!kind.system.empty() && absl::EqualsIgnoreCase(name, kind.system));
  });
}

std::vector<std::string> WhyNoVerdict(const claircore::VulnerabilityReport& report,
                                      const VerdictRules& rules) {
  const IndexReport& index = *report.index;
  if (!claircore::IsFinished(index)) return {Unfinished(index)};
  std::vector<std::string> reasons;
  if (!rules.kinds && !rules.packages) return reasons;
  if (index.packages.empty() && !rules.allow_all) {
    reasons.push_back(index.distributions.empty() ? "nothing was found, no system and no package"
                                                  : "no package was found");
  }
  const std::vector<Coverage::Kind> kinds = report.coverage.UnjudgedKinds();
  for (const Coverage::NotJudged& group : report.coverage.not_judged) {
    if (rules.Allows(group.kind)) continue;
    const bool whole =
        ConcernsKind(group.reason) && std::binary_search(kinds.begin(), kinds.end(), group.kind);
    if (rules.packages || whole) reasons.push_back("nobody judged " + Describe(index, group));
  }
  return reasons;
}

}  // namespace clairscan
