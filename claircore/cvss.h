#ifndef CLAIRCORE_CVSS_H_
#define CLAIRCORE_CVSS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/severity.h"

namespace claircore::inline v0 {

enum class CvssVersion : uint8_t { kV2, kV30, kV31, kV4 };

// The scores of one CVSS vector string, as FIRST's specifications define them
// (https://www.first.org/cvss/specification-document).
struct CvssScore {
  CvssVersion version = CvssVersion::kV31;
  std::string vector;  // canonical: metrics in the specification's order, "X" / "ND" left out
  double base = 0;     // 0.0 to 10.0; v4: of the base metrics alone (CVSS-B)
  // With the threat / temporal and environmental metrics that the vector has: what one compares.
  // Equal to `base` when it has none.
  double overall = 0;
  Severity severity = Severity::kUnknown;  // of `overall`
};

// Takes "CVSS:3.1/AV:N/..", "CVSS:4.0/..", "CVSS:3.0/.." or a bare v2 vector, with or without
// parentheses. INVALID_ARGUMENT names the offending metric.
absl::StatusOr<CvssScore> ParseCvss(std::string_view vector);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_CVSS_H_
