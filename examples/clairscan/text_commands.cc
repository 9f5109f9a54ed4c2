// Commands that read lines and answer each: for people who write advisories, and for checking us
// from outside against other tools.
#include <algorithm>
#include <cstdio>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "claircore/builtin_versions.h"
#include "claircore/cpe.h"
#include "claircore/cvss.h"
#include "claircore/internal/strings.h"
#include "claircore/purl.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"
#include "examples/clairscan/commands.h"
#include "examples/clairscan/lines.h"
#include "examples/clairscan/suggest.h"

namespace clairscan {
namespace {

using claircore::internal::ToAbsl;

constexpr int kStdin = 0;
constexpr int kStdout = 1;

ExitCode Done(bool ok) { return ok ? kClean : kFailed; }

std::vector<std::string> SchemeNames(const claircore::VersionSchemeSet& schemes) {
  std::vector<std::string> names;
  for (const auto& scheme : schemes.all()) names.emplace_back(scheme->name());
  std::sort(names.begin(), names.end());
  return names;
}

// "<", "=", ">", or "!" with the side or sides that are no version: "! A", "! B", "! A B".
void CompareLine(const claircore::VersionScheme& scheme, std::string_view line, std::string& out) {
  std::string_view a, b;
  CutTab(line, a, b);
  const absl::StatusOr<std::weak_ordering> order = scheme.Compare(a, b);
  if (!order.ok()) {
    out += "!";
    if (!scheme.Compare(a, a).ok()) out += " A";
    if (!scheme.Compare(b, b).ok()) out += " B";
  } else {
    out += *order < 0 ? "<" : *order > 0 ? ">" : "=";
  }
  out += "\n";
}

// "yes", "no", or "!" with what is wrong: "! RANGE" or "! VERSION". Advisories repeat their ranges,
// so the last one parsed is kept.
class ContainsLine {
 public:
  explicit ContainsLine(const claircore::VersionScheme& scheme) : scheme_(scheme) {}

  void operator()(std::string_view line, std::string& out) {
    std::string_view range, version;
    CutTab(line, range, version);
    if (!set_.has_value() || range != text_) {
      text_ = range;
      set_.emplace(claircore::VersionRangeSet::Parse(scheme_, range));
    }
    if (!set_->ok()) {
      out += "! RANGE\n";
      return;
    }
    const absl::StatusOr<bool> contains = (*set_)->Contains(version);
    out += !contains.ok() ? "! VERSION\n" : *contains ? "yes\n" : "no\n";
  }

 private:
  const claircore::VersionScheme& scheme_;
  std::string text_;
  std::optional<absl::StatusOr<claircore::VersionRangeSet>> set_;
};

// Version, base score, overall score, severity and the canonical vector; or "!" and the reason.
void CvssLine(std::string_view line, std::string& out) {
  const absl::StatusOr<claircore::CvssScore> score = claircore::ParseCvss(line);
  if (!score.ok()) {
    absl::StrAppend(&out, "!\t", score.status().message(), "\n");
    return;
  }
  constexpr std::string_view kVersions[] = {"2.0", "3.0", "3.1", "4.0"};
  absl::StrAppendFormat(&out, "%s\t%.1f\t%.1f\t%s\t%s\n",
                        std::string(kVersions[static_cast<int>(score->version)]), score->base,
                        score->overall, std::string(claircore::SeverityName(score->severity)),
                        score->vector);
}

// The canonical form, or "!" and the reason.
void PurlLine(std::string_view line, std::string& out) {
  const absl::StatusOr<claircore::PackageUrl> purl = claircore::PackageUrl::Parse(line);
  const absl::StatusOr<std::string> text =
      purl.ok() ? purl->ToString() : absl::StatusOr<std::string>(purl.status());
  if (text.ok()) {
    absl::StrAppend(&out, *text, "\n");
  } else {
    absl::StrAppend(&out, "!\t", text.status().message(), "\n");
  }
}

// One name: its formatted string and its URI. Two names, separated by a tab: their relation.
void CpeLine(std::string_view line, std::string& out) {
  constexpr std::string_view kRelations[] = {"disjoint", "equal", "subset", "superset",
                                             "undefined"};
  std::string_view first, second;
  const bool two = CutTab(line, first, second);
  const absl::StatusOr<claircore::Cpe> a = claircore::Cpe::Parse(first);
  const absl::StatusOr<claircore::Cpe> b = two ? claircore::Cpe::Parse(second) : a;
  if (!a.ok() || !b.ok()) {
    absl::StrAppend(&out, "!\t", (a.ok() ? b : a).status().message(), "\n");
  } else if (two) {
    const auto relation = claircore::CpeNameRelation(*a, *b);
    absl::StrAppend(&out, ToAbsl(kRelations[static_cast<int>(relation)]), "\n");
  } else {
    absl::StrAppend(&out, a->ToString(), "\t", a->ToUri(), "\n");
  }
}

}  // namespace

absl::StatusOr<ExitCode> Versions(const Session& session) {
  const std::vector<std::string>& words = session.args.positional;
  claircore::VersionSchemeSet schemes;
  claircore::AddBuiltinVersions(schemes);
  if (words[0] != "compare" && words[0] != "contains") {
    return BadUsage(absl::StrCat("versions compare SCHEME, or versions contains SCHEME",
                                 DidYouMean(words[0], {"compare", "contains"})));
  }
  const claircore::VersionScheme* scheme = schemes.Find(words[1]);
  if (scheme == nullptr) {
    const std::vector<std::string> names = SchemeNames(schemes);
    return BadUsage(absl::StrCat("no version scheme '", words[1], "'", DidYouMean(words[1], names),
                                 "; there are ", absl::StrJoin(names, ", ")));
  }
  if (words[0] == "contains") {
    ContainsLine answer(*scheme);
    return Done(AnswerLines(kStdin, kStdout,
                            [&](std::string_view line, std::string& out) { answer(line, out); }));
  }
  return Done(AnswerLines(kStdin, kStdout, [&](std::string_view line, std::string& out) {
    CompareLine(*scheme, line, out);
  }));
}

absl::StatusOr<ExitCode> Purl(const Session&) {
  return Done(AnswerLines(kStdin, kStdout, PurlLine));
}

absl::StatusOr<ExitCode> Cpe(const Session&) { return Done(AnswerLines(kStdin, kStdout, CpeLine)); }

absl::StatusOr<ExitCode> Cvss(const Session&) {
  return Done(AnswerLines(kStdin, kStdout, CvssLine));
}

}  // namespace clairscan
