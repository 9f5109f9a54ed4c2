#include "matcher/version_check.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/version_bound.h"
#include "matcher/index/layout.h"

namespace claircore::matcher {
namespace {

using internal::ToAbsl;

// memcmp order, the shorter one first on a tie; mostly settled by the prefix.
int CompareKey(const Segment& segment, const Bound& bound, uint64_t prefix, std::string_view key) {
  if (bound.prefix != prefix) return bound.prefix < prefix ? -1 : 1;
  const std::string_view other = segment.text(bound.text);
  const size_t common = std::min(other.size(), key.size());
  if (common > 8) {
    const int order = std::memcmp(other.data() + 8, key.data() + 8, common - 8);
    if (order != 0) return order;
  }
  if (other.size() == key.size()) return 0;
  return other.size() < key.size() ? -1 : 1;
}

Tri AtMost(const Segment& segment, const Bound& bound, const ParsedVersion& version) {
  if (CompareKey(segment, bound, version.prefix, version.key) >= 0) return Tri::kYes;
  if (version.public_size == 0) return Tri::kNo;
  const std::string_view open = std::string_view(version.key).substr(0, version.public_size);
  return ToTri(CompareKey(segment, bound, BoundPrefix(open), open) >= 0);
}

// Against a bound that the scheme rejects, or of a version that it rejects: what the texts say.
Tri AtLeastText(std::string_view version, std::string_view low) {
  if (version == low) return Tri::kYes;
  const std::optional<int> order = internal::CompareLeadingNumbers(low, version);
  return order.has_value() ? ToTri(*order < 0) : Tri::kUnknown;
}

Tri BelowText(std::string_view version, std::string_view high, bool inclusive) {
  if (version == high) return ToTri(inclusive);
  const std::optional<int> order = internal::CompareLeadingNumbers(version, high);
  return order.has_value() ? ToTri(*order < 0) : Tri::kUnknown;
}

// Whether `low` <= version (or, for a high bound, version < `high`), by Compare().
Tri AtLeast(const VersionScheme& scheme, std::string_view version, std::string_view low) {
  auto order = scheme.Compare(low, version);
  if (order.ok()) return ToTri(*order <= 0);
  const std::string filled = internal::FillUpVersion(scheme, low);
  if (filled.empty()) return AtLeastText(version, low);
  order = scheme.Compare(filled, version);
  return order.ok() ? ToTri(*order <= 0) : Tri::kUnknown;
}

Tri Below(const VersionScheme& scheme, std::string_view version, std::string_view high,
          bool inclusive) {
  auto order = scheme.Compare(version, high);
  if (!order.ok()) {
    const std::string filled = internal::FillUpVersion(scheme, high);
    if (filled.empty()) return BelowText(version, high, inclusive);
    order = scheme.Compare(version, filled);
    if (!order.ok()) return Tri::kUnknown;
  }
  return ToTri(inclusive ? *order <= 0 : *order < 0);
}

// Composer's branches are equal to themselves and to nothing else
// (composer/semver, Constraint::versionCompare).
bool IsBranch(std::string_view scheme, std::string_view version) {
  return scheme == "composer" && (version.starts_with("dev-") || version == "master" ||
                                  version == "trunk" || version == "default");
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
  parsed.unplaced = false;
  parsed.public_size = 0;
  if (version.empty()) {
    parsed.problem = "the package has no version";
    return parsed;
  }
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
  if (IsBranch(scheme_name, version)) {
    parsed.unplaced = true;
    parsed.problem = absl::StrCat(
        "'", ToAbsl(version), "' is a branch, neither before nor after the advisory's versions");
  }
  // PEP 440: who does not speak of local versions means them too.
  if (const size_t local = version.find('+'); scheme_name == "pep440" && local != version.npos) {
    std::string open;
    if (scheme->AppendSortKey(version.substr(0, local), open).ok())
      parsed.public_size = open.size();
  }
  return parsed;
}

Tri InRange(const Segment& segment, const Candidate& c, const ParsedVersion& version) {
  const uint32_t flags = c.flags;
  if (flags & kNoRange) {
    // Not listed, that is known; but which listed version an unreadable one equals is not.
    return version.state == ParsedVersion::State::kInvalid ? Tri::kUnknown : Tri::kNo;
  }
  // Nothing is known of a package without a version, not even that it is one of "all".
  if (version.version.empty()) return Tri::kUnknown;
  if (version.unplaced && (flags & kExact) == 0) {
    constexpr uint32_t kAll = kLowUnbounded | kHighUnbounded;
    return (flags & kAll) == kAll ? Tri::kYes : Tri::kUnknown;
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
    if (flags & kLowBad) {
      low = AtLeastText(version.version, segment.text(c.low.text));
    } else if (!readable) {
      low = Tri::kUnknown;
    } else if (flags & kCompare) {
      low = AtLeast(*version.scheme, version.version, segment.text(c.low.text));
    } else {
      low = ToTri(CompareKey(segment, c.low, version.prefix, version.key) <= 0);
    }
  }
  if (low == Tri::kNo || (flags & kHighUnbounded)) return low;
  const bool inclusive = (flags & kHighInclusive) != 0;
  if (flags & kHighBad) {
    return And(low, BelowText(version.version, segment.text(c.high.text), inclusive));
  }
  if (!readable) return And(low, Tri::kUnknown);
  if (flags & kCompare) {
    return And(low, Below(*version.scheme, version.version, segment.text(c.high.text), inclusive));
  }
  if (inclusive) return And(low, AtMost(segment, c.high, version));
  return And(low, ToTri(CompareKey(segment, c.high, version.prefix, version.key) > 0));
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
    } else if (!range.limit.empty()) {
      in = And(in, Below(scheme, version, range.limit, false));
    }
    result = Or(result, in);
  }
  return result;
}

}  // namespace claircore::matcher
