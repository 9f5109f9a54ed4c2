#include "matcher/version_check.h"

#include <algorithm>
#include <compare>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"
#include "matcher/index/layout.h"

namespace claircore::matcher {
namespace {

using internal::ToAbsl;

// memcmp order, the shorter one first on a tie; mostly settled by the prefix.
int CompareKey(const Segment& segment, const Bound& bound, const ParsedVersion& version) {
  if (bound.prefix != version.prefix) return bound.prefix < version.prefix ? -1 : 1;
  const std::string_view key = segment.text(bound.text);
  const size_t common = std::min(key.size(), version.key.size());
  if (common > 8) {
    const int order = std::memcmp(key.data() + 8, version.key.data() + 8, common - 8);
    if (order != 0) return order;
  }
  if (key.size() == version.key.size()) return 0;
  return key.size() < version.key.size() ? -1 : 1;
}

// Whether `low` <= version (or, for a high bound, version < `high`), by Compare().
Tri AtLeast(const VersionScheme& scheme, std::string_view version, std::string_view low) {
  const auto order = scheme.Compare(low, version);
  return order.ok() ? ToTri(*order <= 0) : Tri::kUnknown;
}

Tri Below(const VersionScheme& scheme, std::string_view version, std::string_view high,
          bool inclusive) {
  const auto order = scheme.Compare(version, high);
  if (!order.ok()) return Tri::kUnknown;
  return ToTri(inclusive ? *order <= 0 : *order < 0);
}

}  // namespace

const ParsedVersion& ParseVersion(const VersionScheme* scheme, std::string_view scheme_name,
                                  std::string_view version, Scratch& scratch) {
  for (size_t i = 0; i < scratch.versions_used; ++i) {
    const ParsedVersion& known = scratch.versions[i];
    if (known.scheme == scheme && known.version == version) return known;
  }
  if (scratch.versions_used == scratch.versions.size()) scratch.versions.emplace_back();
  ParsedVersion& parsed = scratch.versions[scratch.versions_used++];
  parsed.scheme = scheme;
  parsed.version = version;
  parsed.key.clear();
  parsed.state = ParsedVersion::State::kInvalid;
  if (scheme == nullptr) {
    parsed.problem = absl::StrCat("there is no version scheme '", ToAbsl(scheme_name), "'");
    return parsed;
  }
  const absl::StatusOr<bool> has_key = scheme->AppendSortKey(version, parsed.key);
  if (!has_key.ok()) {
    parsed.problem = absl::StrCat("the package's version '", ToAbsl(version), "' is no ",
                                  ToAbsl(scheme_name), " version: ", has_key.status().message());
    return parsed;
  }
  parsed.state = *has_key ? ParsedVersion::State::kKey : ParsedVersion::State::kNoKey;
  parsed.prefix = BoundPrefix(parsed.key);
  return parsed;
}

Tri InRange(const Segment& segment, const Candidate& c, const ParsedVersion& version) {
  const uint32_t flags = c.flags;
  if (flags & kNoRange) {
    // Not listed, that is known; but which listed version an unreadable one equals is not.
    return version.state == ParsedVersion::State::kInvalid ? Tri::kUnknown : Tri::kNo;
  }
  const bool readable = version.state == ParsedVersion::State::kKey && !(flags & kNoScheme);
  if (flags & kExact) {
    if (segment.text(c.low.text) == version.version) return Tri::kYes;
    if (!readable) return Tri::kUnknown;
    const auto order = version.scheme->Compare(segment.text(c.low.text), version.version);
    return order.ok() ? ToTri(*order == 0) : Tri::kUnknown;
  }
  Tri low = Tri::kYes;
  if (!(flags & kLowUnbounded)) {
    if (!readable || (flags & kLowBad)) {
      low = Tri::kUnknown;
    } else if (flags & kCompare) {
      low = AtLeast(*version.scheme, version.version, segment.text(c.low.text));
    } else {
      low = ToTri(CompareKey(segment, c.low, version) <= 0);
    }
  }
  if (low == Tri::kNo || (flags & kHighUnbounded)) return low;
  if (!readable || (flags & kHighBad)) return And(low, Tri::kUnknown);
  const bool inclusive = (flags & kHighInclusive) != 0;
  if (flags & kCompare) {
    return And(low, Below(*version.scheme, version.version, segment.text(c.high.text), inclusive));
  }
  const int order = CompareKey(segment, c.high, version);
  return And(low, ToTri(inclusive ? order >= 0 : order > 0));
}

Tri InAffected(const VersionScheme& scheme, const Affected& affected, std::string_view version) {
  if (affected.ranges.empty() && affected.versions.empty()) return Tri::kYes;
  Tri result = Tri::kNo;
  for (const std::string& listed : affected.versions) {
    // One that does not parse is equal to itself only, which Compare() cannot say.
    const auto order = scheme.Compare(listed, version);
    if (listed == version || (order.ok() && *order == 0)) return Tri::kYes;
  }
  for (const VersionRange& range : affected.ranges) {
    Tri in = Tri::kYes;
    if (!range.introduced.empty() && range.introduced != "0") {
      in = AtLeast(scheme, version, range.introduced);
    }
    if (!range.fixed.empty()) {
      in = And(in, Below(scheme, version, range.fixed, false));
    } else if (!range.last_affected.empty()) {
      in = And(in, Below(scheme, version, range.last_affected, true));
    }
    result = Or(result, in);
  }
  return result;
}

}  // namespace claircore::matcher
