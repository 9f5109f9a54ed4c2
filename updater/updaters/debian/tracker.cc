#include "updater/updaters/debian/tracker.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/advisory.h"
#include "claircore/base/utf8.h"
#include "claircore/internal/debian_releases.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/severity.h"
#include "updater/parse/json.h"
#include "updater/parse/json_members.h"

namespace claircore::update {
namespace {

constexpr size_t kIssueLevel = 2;
constexpr size_t kMaxReleases = 1000;

Severity OfUrgency(std::string_view urgency) {
  // "low**": so rated by a rule, not by a person.
  while (urgency.ends_with('*')) urgency.remove_suffix(1);
  return NormalizeSeverity(urgency);
}

// What an open issue will come to. "nodsa" is set when no advisory is planned: then a point release
// may bring the fix.
AffectedStatus OfOpen(const JsonObject& release, std::string_view urgency) {
  if (urgency == "end-of-life") return AffectedStatus::kEndOfLife;
  const std::string_view reason = JsonString(release, "nodsa_reason");
  if (reason == "ignored") return AffectedStatus::kWillNotFix;
  const bool nodsa = release["nodsa"].error() == simdjson::SUCCESS;
  return nodsa || reason == "postponed" ? AffectedStatus::kFixDeferred : AffectedStatus::kAffected;
}

class Tracker {
 public:
  explicit Tracker(VulnerabilitySink& out) : out_(out) {}

  absl::Status Issue(const JsonMember& member) {
    const std::string& package = member.keys[0];
    if (member.keys.size() != kIssueLevel) return Skip(package, "package is no object");
    const std::string& issue = member.keys[1];
    const std::string key = absl::StrCat(package, "/", issue);
    if (!IsPlainKey(package) || !IsPlainKey(issue)) return Skip(base::ToUtf8(key), "bad name");
    if (member.value.empty()) return Skip(key, "too large");
    const absl::StatusOr<JsonElement> parsed = parser_.Parse(member.value);
    JsonObject json;
    if (!parsed.ok() || parsed->get(json) != simdjson::SUCCESS) return Skip(key, "not JSON");

    Advisory advisory;
    advisory.source_key = base::ToUtf8(key);
    advisory.name = base::ToUtf8(issue);
    advisory.description = std::string(JsonString(json, "description"));
    advisory.links.push_back(absl::StrCat("https://security-tracker.debian.org/tracker/", issue));
    int64_t bug = 0;
    if (json["debianbug"].get(bug) == simdjson::SUCCESS) {
      advisory.links.push_back(absl::StrCat("https://bugs.debian.org/", bug));
    }
    bool found = false;
    const JsonObject releases = JsonChild(json, "releases", found);
    if (!found) return Skip(key, "issue without releases");
    for (const auto& [codename, value] : releases) {
      JsonObject release;
      if (value.get(release) != simdjson::SUCCESS || advisory.affected.size() >= kMaxReleases) {
        out_.Skip(key, "release is no object");
        continue;
      }
      ReadRelease(key, base::ToUtf8(package), codename, release, advisory);
    }
    if (advisory.affected.empty()) return Skip(key, "issue without a usable release");
    Rate(advisory);
    return out_.Add(std::move(advisory));
  }

 private:
  absl::Status Skip(std::string_view key, std::string_view reason) {
    out_.Skip(key, reason);
    return absl::OkStatus();
  }

  void ReadRelease(std::string_view key, std::string package, std::string_view codename,
                   const JsonObject& release, Advisory& advisory) {
    Affected affected;
    affected.key = {DebianNamespace(codename), std::move(package), "dpkg"};
    affected.kind = PackageKind::kSource;
    affected.severity = std::string(JsonString(release, "urgency"));
    affected.normalized_severity = OfUrgency(affected.severity);
    const std::string_view status = JsonString(release, "status");
    const std::string_view fixed = JsonString(release, "fixed_version");
    if (status == "resolved" && fixed == "0") {
      affected.status = AffectedStatus::kNotAffected;  // never was, in this release
    } else if (status == "resolved" && !fixed.empty()) {
      affected.ranges.push_back(
          {.introduced = "", .fixed = std::string(fixed), .last_affected = ""});
      affected.fixed_in_version = std::string(fixed);
    } else if (status == "open") {
      affected.status = OfOpen(release, affected.severity);
    } else if (status == "undetermined") {
      affected.status = AffectedStatus::kUnderInvestigation;
    } else {
      out_.Skip(key, status == "resolved" ? "resolved without a version" : "unknown status");
      return;
    }
    advisory.affected.push_back(std::move(affected));
  }

  // The worst release's urgency is the issue's; the others keep theirs.
  static void Rate(Advisory& advisory) {
    const auto worst = std::max_element(advisory.affected.begin(), advisory.affected.end(),
                                        [](const Affected& a, const Affected& b) {
                                          return a.normalized_severity < b.normalized_severity;
                                        });
    advisory.severity = worst->severity;
    advisory.normalized_severity = worst->normalized_severity;
    for (Affected& affected : advisory.affected) {
      if (affected.severity != advisory.severity) continue;
      affected.severity.clear();
      affected.normalized_severity = Severity::kUnknown;
    }
  }

  VulnerabilitySink& out_;
  JsonParser parser_;
};

}  // namespace

std::string DebianNamespace(std::string_view codename) {
  return absl::StrCat("Debian:", internal::ToAbsl(internal::DebianReleaseOf(codename)));
}

absl::Status ParseDebianTracker(const Context& context, const RandomAccessSource& document,
                                VulnerabilitySink& out) {
  Tracker tracker(out);
  bool any = false;
  CLAIRCORE_RETURN_IF_ERROR(ForEachJsonMember(context, document, kIssueLevel, JsonMemberLimits(),
                                              [&](const JsonMember& member) {
                                                any = any || member.keys.size() == kIssueLevel;
                                                return tracker.Issue(member);
                                              }));
  return any ? absl::OkStatus() : absl::DataLossError("data.json names no issue of a package");
}

}  // namespace claircore::update
