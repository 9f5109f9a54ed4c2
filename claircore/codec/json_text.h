#ifndef CLAIRCORE_CODEC_JSON_TEXT_H_
#define CLAIRCORE_CODEC_JSON_TEXT_H_

#include <chrono>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/package.h"

// Values that Clair's JSON writes as one string. Parsers give INVALID_ARGUMENT.
namespace claircore::codec {

// RFC 3339 in UTC. The zero time, and what the years 1 to 9999 do not hold, is Go's zero time,
// "0001-01-01T00:00:00Z".
std::string TimeText(std::chrono::sys_seconds time);
// Any offset and fraction are accepted; the fraction is cut off.
absl::StatusOr<std::chrono::sys_seconds> ParseTimeText(std::string_view text);

// "urn:claircore:detector:<name>:<version>:<kind>"; ':' and '%' within a part are percent-encoded.
// Empty for a detector without any part.
std::string DetectorText(const Detector& detector);
absl::StatusOr<Detector> ParseDetectorText(std::string_view text);

// "kind:n.n.n.n.n.n.n.n.n.n"; fewer numbers are accepted. Empty for an empty kind.
std::string NormalizedVersionText(const NormalizedVersion& version);
absl::StatusOr<NormalizedVersion> ParseNormalizedVersionText(std::string_view text);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_JSON_TEXT_H_
