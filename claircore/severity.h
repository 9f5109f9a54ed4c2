#ifndef CLAIRCORE_SEVERITY_H_
#define CLAIRCORE_SEVERITY_H_

#include <cstdint>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// Clair's normalised severity, in rising order, so that `a < b` is meaningful.
enum class Severity : uint8_t { kUnknown, kNegligible, kLow, kMedium, kHigh, kCritical };

// "Unknown", "Negligible", "Low", "Medium", "High" or "Critical".
std::string_view SeverityName(Severity severity);

// The inverse, ignoring case; "" is kUnknown. INVALID_ARGUMENT for any other text.
absl::StatusOr<Severity> ParseSeverity(std::string_view name);

// The word a vendor or database uses, ignoring case: "moderate" is kMedium, "important" is kHigh,
// "unimportant" is kNegligible, "none" is kNegligible. Words nobody uses give kUnknown.
Severity NormalizeSeverity(std::string_view vendor_word);

// The qualitative rating of a CVSS v3 or v4 score, 0.0 to 10.0
// (https://www.first.org/cvss/v3.1/specification-document, section 5). 0.0 is kNegligible.
Severity SeverityOfScore(double cvss_base_score);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_SEVERITY_H_
