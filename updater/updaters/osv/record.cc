#include "updater/updaters/osv/record.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/advisory.h"
#include "claircore/base/rfc3339.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/version_bound.h"
#include "updater/updaters/osv/ecosystems.h"
#include "updater/updaters/osv/events.h"
#include "updater/updaters/osv/go_platforms.h"
#include "updater/updaters/osv/rating.h"

namespace claircore::update {
namespace {

constexpr size_t kMaxAffected = 100'000;
constexpr size_t kMaxEvents = 10'000;
constexpr size_t kMaxVersions = 1'000'000;
constexpr size_t kMaxList = 2'000;  // aliases, references
constexpr size_t kMaxWord = 32;

void SortUnique(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

void AppendStrings(const JsonObject& object, std::string_view key, size_t limit,
                   std::vector<std::string>& out) {
  ForEachJson(object, key, [&](JsonElement element) {
    std::string_view text;
    if (out.size() < limit && element.get(text) == simdjson::SUCCESS && !text.empty()) {
      out.emplace_back(text);
    }
  });
}

// Zero for what is missing, broken or a placeholder ("0001-01-01"): a date is not worth a record.
std::chrono::sys_seconds Time(const JsonObject& object, std::string_view key) {
  const auto time = base::ParseRfc3339(JsonString(object, key));
  return time.has_value() && time->time_since_epoch().count() > 0 ? *time
                                                                  : std::chrono::sys_seconds{};
}

std::string Description(const JsonObject& record) {
  const std::string_view summary = JsonString(record, "summary");
  const std::string_view details = JsonString(record, "details");
  if (summary.empty() || details.starts_with(summary)) return std::string(details);
  if (details.empty()) return std::string(summary);
  return absl::StrCat(internal::ToAbsl(summary), "\n\n", internal::ToAbsl(details));
}

class Record {
 public:
  Record(const VersionSchemeSet& schemes, std::string_view id, VulnerabilitySink& out)
      : schemes_(schemes), id_(id), out_(out) {}

  absl::Status Parse(const JsonObject& record) {
    Advisory advisory;
    advisory.source_key = advisory.name = std::string(id_);
    ReadText(record, advisory);
    OsvRating rating = ReadOsvRating(record);
    std::vector<OsvRating> apart;  // beside advisory.affected
    ForEachJson(record, "affected", [&](JsonElement element) {
      JsonObject affected;
      if (element.get(affected) != simdjson::SUCCESS) return Skip("affected entry is no object");
      if (advisory.affected.size() >= kMaxAffected) return Skip("too many affected packages");
      std::optional<Affected> parsed = ReadAffected(affected);
      if (!parsed.has_value()) return;
      advisory.affected.push_back(*std::move(parsed));
      apart.push_back(ReadOsvRating(affected));
    });
    if (advisory.affected.empty()) {
      Skip("no usable affected package");
      return absl::OkStatus();
    }
    size_t broken = rating.broken_vectors;
    for (const OsvRating& r : apart) broken += r.broken_vectors;
    if (broken > 0) Skip("unreadable CVSS vector");
    Rate(std::move(rating), apart, advisory);
    return out_.Add(std::move(advisory));
  }

 private:
  void Skip(std::string_view reason) { out_.Skip(id_, reason); }

  static void ReadText(const JsonObject& record, Advisory& advisory) {
    advisory.description = Description(record);
    advisory.issued = Time(record, "published");
    advisory.modified = Time(record, "modified");
    AppendStrings(record, "aliases", kMaxList, advisory.aliases);
    std::erase(advisory.aliases, advisory.name);
    SortUnique(advisory.aliases);
    AppendStrings(record, "related", kMaxList, advisory.related);
    AppendStrings(record, "upstream", 2 * kMaxList, advisory.related);
    std::erase(advisory.related, advisory.name);
    SortUnique(advisory.related);
    ForEachJson(record, "references", [&](JsonElement element) {
      JsonObject reference;
      if (element.get(reference) != simdjson::SUCCESS) return;
      const std::string_view url = JsonString(reference, "url");
      if (url.empty() || advisory.links.size() >= kMaxList) return;
      if (std::find(advisory.links.begin(), advisory.links.end(), url) == advisory.links.end()) {
        advisory.links.emplace_back(url);
      }
    });
  }

  std::optional<Affected> ReadAffected(const JsonObject& json) {
    bool found = false;
    const JsonObject package = JsonChild(json, "package", found);
    const std::string_view ecosystem = found ? JsonString(package, "ecosystem") : "";
    const std::string_view name = found ? JsonString(package, "name") : "";
    if (ecosystem.empty() || name.empty()) {
      Skip("affected entry without a package");
      return std::nullopt;
    }
    const OsvEcosystem& traits = FindOsvEcosystem(ecosystem);
    Affected affected;
    affected.key.ns = OsvNamespace(ecosystem);
    affected.key.name = OsvPackageName(traits, name);
    affected.key.scheme = std::string(traits.scheme);
    affected.kind = traits.kind;
    const VersionScheme* scheme = schemes_.Find(traits.scheme);
    never_ = false;
    ForEachJson(json, "ranges", [&](JsonElement element) {
      JsonObject range;
      if (element.get(range) != simdjson::SUCCESS) return Skip("range is no object");
      ReadRange(range, scheme, LastKnown(json), affected);
    });
    AppendStrings(json, "versions", kMaxVersions, affected.versions);
    if (affected.ranges.empty() && affected.versions.empty()) {
      // Both empty means every version: that none of them is affected, if that was said, else the
      // feed has said nothing that we can use.
      if (!never_) {
        Skip("affected entry without versions");
        return std::nullopt;
      }
      affected.status = AffectedStatus::kNotAffected;
    }
    ReadSpecific(json, scheme, affected);
    return affected;
  }

  // What the schema leaves to databases and ecosystems.
  void ReadSpecific(const JsonObject& json, const VersionScheme* scheme, Affected& affected) {
    bool found = false;
    // RustSec: "unmaintained", "unsound", "notice" are no vulnerabilities
    // (https://github.com/rustsec/advisory-db, "informational").
    const JsonObject database = JsonChild(json, "database_specific", found);
    const std::string_view kind = found ? JsonString(database, "informational") : "";
    if (!kind.empty() && affected.status == AffectedStatus::kAffected) {
      affected.status = AffectedStatus::kInformational;
      affected.severity = std::string(kind.substr(0, kMaxWord));
    }
    const JsonObject ecosystem = JsonChild(json, "ecosystem_specific", found);
    if (!found) return;
    if (std::string pattern = GoPlatforms(ecosystem); !pattern.empty()) {
      affected.arch = std::move(pattern);
      affected.arch_op = ArchOp::kPatternMatch;
    }
    // https://go.dev/doc/security/vuln/database: where versions of the module's own tags are not
    // Go's, the ranges say "all" and these say which.
    const bool all = affected.versions.empty() && !affected.ranges.empty() &&
                     std::all_of(affected.ranges.begin(), affected.ranges.end(), IsAll);
    if (!all) return;
    Affected custom;
    ForEachJson(ecosystem, "custom_ranges", [&](JsonElement element) {
      JsonObject range;
      if (element.get(range) != simdjson::SUCCESS) return;
      ReadRange(range, scheme, std::nullopt, custom);
    });
    if (custom.ranges.empty() || scheme == nullptr) return;
    const auto readable = [&](const std::string& version) {
      return version.empty() || version == "0" || scheme->Compare(version, version).ok() ||
             !internal::FillUpVersion(*scheme, version).empty() ||
             // Numbers in front ("9.6.0b1") decide what is far from them.
             internal::CompareLeadingNumbers(version, "0.0").has_value();
    };
    for (const VersionRange& range : custom.ranges) {
      if (!readable(range.introduced) || !readable(range.fixed) || !readable(range.last_affected)) {
        return Skip("custom range of another scheme");
      }
    }
    affected.ranges = std::move(custom.ranges);
    affected.fixed_in_version = std::move(custom.fixed_in_version);
  }

  static bool IsAll(const VersionRange& range) {
    return (range.introduced.empty() || range.introduced == "0") && range.fixed.empty() &&
           range.last_affected.empty() && range.limit.empty();
  }

  // GitHub's advisories say "< 2.1.3" where no fix is known, which OSV's events cannot:
  // https://docs.github.com/en/rest/security-advisories/global-advisories
  // ("vulnerable_version_range"), exported as database_specific.last_known_affected_version_range.
  static std::optional<OsvEvent> LastKnown(const JsonObject& affected) {
    bool found = false;
    const JsonObject specific = JsonChild(affected, "database_specific", found);
    if (!found) return std::nullopt;
    std::string_view range = JsonString(specific, "last_known_affected_version_range");
    if (!range.starts_with('<')) return std::nullopt;
    range.remove_prefix(1);
    const bool inclusive = range.starts_with('=');
    if (inclusive) range.remove_prefix(1);
    while (range.starts_with(' ')) range.remove_prefix(1);
    if (range.empty() || range.find_first_of(" ,<>=") != range.npos) return std::nullopt;
    return OsvEvent{inclusive ? OsvEvent::Kind::kLastAffected : OsvEvent::Kind::kLimit,
                    std::string(range)};
  }

  // "introduced 0, fixed 0" is how OSV says that a package is not affected:
  // https://ossf.github.io/osv-schema/ ("fixed"), and what Chainguard's and Wolfi's feeds do.
  static bool IsNever(const std::vector<OsvEvent>& events) {
    const auto is = [&](size_t i, OsvEvent::Kind kind) {
      return events[i].kind == kind && events[i].version == "0";
    };
    using Kind = OsvEvent::Kind;
    return events.size() == 2 && ((is(0, Kind::kIntroduced) && is(1, Kind::kFixed)) ||
                                  (is(1, Kind::kIntroduced) && is(0, Kind::kFixed)));
  }

  void ReadRange(const JsonObject& json, const VersionScheme* scheme,
                 std::optional<OsvEvent> last_known, Affected& affected) {
    const std::string_view type = JsonString(json, "type");
    if (type == "GIT") return Skip("GIT range");
    if (type != "SEMVER" && type != "ECOSYSTEM") return Skip("range of an unknown type");
    std::vector<OsvEvent> events;
    ForEachJson(json, "events", [&](JsonElement element) {
      JsonObject event;
      if (element.get(event) != simdjson::SUCCESS || events.size() >= kMaxEvents) return;
      const auto take = [&](std::string_view key, OsvEvent::Kind kind) {
        std::string_view version;
        if (event[key].get(version) == simdjson::SUCCESS) {
          events.push_back({kind, std::string(version)});
        }
      };
      take("introduced", OsvEvent::Kind::kIntroduced);
      take("fixed", OsvEvent::Kind::kFixed);
      take("last_affected", OsvEvent::Kind::kLastAffected);
      take("limit", OsvEvent::Kind::kLimit);
    });
    if (IsNever(events)) {
      never_ = true;
      return;
    }
    const bool open = std::all_of(events.begin(), events.end(), [](const OsvEvent& e) {
      return e.kind == OsvEvent::Kind::kIntroduced;
    });
    if (open && !events.empty() && last_known.has_value()) events.push_back(*std::move(last_known));
    absl::StatusOr<OsvRanges> ranges = RangesOfEvents(std::move(events), scheme);
    if (!ranges.ok()) return Skip(internal::ToStd(ranges.status().message()));
    for (VersionRange& range : ranges->ranges) affected.ranges.push_back(std::move(range));
    if (!ranges->newest_fix.empty()) affected.fixed_in_version = std::move(ranges->newest_fix);
  }

  // The record's own rating; a package's where it differs.
  static void Rate(OsvRating rating, std::vector<OsvRating>& apart, Advisory& advisory) {
    // Some feeds rate packages only: if all say the same it is the record's.
    const bool same = std::all_of(apart.begin(), apart.end(),
                                  [&](const OsvRating& r) { return r.cvss == apart.front().cvss; });
    if (rating.cvss.empty() && same) {
      rating.cvss = apart.front().cvss;
      rating.of_vector = apart.front().of_vector;
      for (OsvRating& r : apart) r.cvss.clear();
    }
    advisory.severity = rating.Text();
    advisory.normalized_severity = rating.Normalized();
    advisory.cvss = std::move(rating.cvss);
    for (size_t i = 0; i < apart.size(); ++i) {
      std::string text = apart[i].Text();
      if (text.empty() || text == advisory.severity) continue;
      advisory.affected[i].normalized_severity = apart[i].Normalized();
      advisory.affected[i].severity = std::move(text);
    }
  }

  const VersionSchemeSet& schemes_;
  const std::string_view id_;
  VulnerabilitySink& out_;
  bool never_ = false;  // a range of the entry being read says that nothing is affected
};

}  // namespace

absl::Status OsvRecordParser::Parse(std::string_view name, std::string_view json,
                                    VulnerabilitySink& out) {
  const auto skip = [&](std::string_view key, std::string_view reason) {
    out.Skip(key, reason);
    return absl::OkStatus();
  };
  const absl::StatusOr<JsonElement> document = json_.Parse(json);
  if (!document.ok()) return skip(name, "not JSON");
  JsonObject record;
  if (document->get(record) != simdjson::SUCCESS) return skip(name, "record is no object");
  const std::string_view id = JsonString(record, "id");
  if (id.empty()) return skip(name, "record without an id");
  const std::string_view withdrawn = JsonString(record, "withdrawn");
  if (!withdrawn.empty()) {
    const auto time = base::ParseRfc3339(withdrawn);
    if (!time.has_value()) return skip(id, "broken withdrawn date");
    if (*time <= now_) return skip(id, "withdrawn");
  }
  return Record(*schemes_, id, out).Parse(record);
}

}  // namespace claircore::update
