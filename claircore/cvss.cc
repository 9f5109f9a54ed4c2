#include "claircore/cvss.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/cvss/metrics.h"
#include "claircore/internal/status_macros.h"

namespace claircore::inline v0 {
namespace {

namespace cvss = internal::cvss;

Severity SeverityOf(CvssVersion version, double score) {
  const Severity severity = SeverityOfScore(score);
  // v2 rates 7.0 to 10.0 High; it has no Critical.
  return version == CvssVersion::kV2 ? std::min(severity, Severity::kHigh) : severity;
}

}  // namespace

absl::StatusOr<CvssScore> ParseCvss(std::string_view vector) {
  // No valid vector comes near this length.
  if (vector.size() > 512) return absl::InvalidArgumentError("CVSS: vector longer than 512 bytes");
  CvssScore score;
  cvss::Scores scores;
  std::string_view prefix;
  for (const auto& [name, version] :
       {std::pair<std::string_view, CvssVersion>{"CVSS:3.0/", CvssVersion::kV30},
        {"CVSS:3.1/", CvssVersion::kV31},
        {"CVSS:4.0/", CvssVersion::kV4}}) {
    if (!vector.starts_with(name)) continue;
    prefix = name;
    score.version = version;
  }
  std::string_view body = vector.substr(prefix.size());
  if (prefix.empty()) {
    score.version = CvssVersion::kV2;
    if (body.starts_with('(') && body.ends_with(')')) body = body.substr(1, body.size() - 2);
    CLAIRCORE_ASSIGN_OR_RETURN(cvss::Values values,
                               cvss::ParseMetrics(body, cvss::kV2Metrics, /*in_order=*/true));
    CLAIRCORE_RETURN_IF_ERROR(cvss::CheckV2Groups(values, body));
    scores = cvss::ScoreV2(values);
    score.vector = values.ToString();
  } else if (score.version == CvssVersion::kV4) {
    CLAIRCORE_ASSIGN_OR_RETURN(cvss::Values values,
                               cvss::ParseMetrics(body, cvss::kV4Metrics, /*in_order=*/true));
    scores = cvss::ScoreV4(values);
    score.vector = std::string(prefix) + values.ToString();
  } else {
    CLAIRCORE_ASSIGN_OR_RETURN(cvss::Values values,
                               cvss::ParseMetrics(body, cvss::kV3Metrics, /*in_order=*/false));
    scores = cvss::ScoreV3(values, score.version == CvssVersion::kV31);
    score.vector = std::string(prefix) + values.ToString();
  }
  score.base = scores.base;
  score.overall = scores.overall;
  score.severity = SeverityOf(score.version, score.overall);
  return score;
}

}  // namespace claircore::inline v0
