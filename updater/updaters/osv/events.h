#ifndef UPDATER_UPDATERS_OSV_EVENTS_H_
#define UPDATER_UPDATERS_OSV_EVENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/version_scheme.h"

namespace claircore::update {

// https://ossf.github.io/osv-schema/#affectedrangesevents-fields
struct OsvEvent {
  enum class Kind : uint8_t { kIntroduced, kFixed, kLastAffected, kLimit };
  Kind kind = Kind::kIntroduced;
  std::string version;
};

struct OsvRanges {
  std::vector<VersionRange> ranges;  // rising
  std::string newest_fix;            // of the last range that has one; "": none has
};

// What the schema's evaluation algorithm calls vulnerable, as ranges. Events come in any order and
// are sorted by `scheme`; without one, or when a version is none of its own, only events that pair
// up as they stand are understood: INVALID_ARGUMENT otherwise, and when nothing is introduced.
absl::StatusOr<OsvRanges> RangesOfEvents(std::vector<OsvEvent> events, const VersionScheme* scheme);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_EVENTS_H_
