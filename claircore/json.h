#ifndef CLAIRCORE_JSON_H_
#define CLAIRCORE_JSON_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "claircore/index_report.h"
#include "claircore/manifest.h"
#include "claircore/vulnerability_report.h"

namespace claircore::inline v0 {

// JSON in Clair's schema (https://github.com/quay/clair, httptransport/types/v1), keys in a fixed
// order, so that equal values give equal bytes. What Clair lacks stands under new keys, which its
// clients ignore. Link //claircore/codec:json.
struct JsonOptions {
  bool pretty = false;  // two spaces, one key a line
};
std::string ToJson(const Manifest& manifest, const JsonOptions& options = {});
std::string ToJson(const IndexReport& report, const JsonOptions& options = {});
std::string ToJson(const VulnerabilityReport& report, const JsonOptions& options = {});
// The same, some 64 KiB at a time and never within a string or a character: the text of a large
// report takes as much memory as the report.
using JsonSink = absl::FunctionRef<void(std::string_view piece)>;
void WriteJson(const IndexReport& report, const JsonOptions& options, JsonSink sink);
void WriteJson(const VulnerabilityReport& report, const JsonOptions& options, JsonSink sink);

// Reads our own output and Clair's. Unknown keys are ignored. Package::type, which Clair's index
// reports lack, is derived from detectors, databases, repositories and distributions.
// INVALID_ARGUMENT says where; input deeper than 64 or larger than 1 GiB is refused.
absl::StatusOr<Manifest> ManifestFromJson(std::string_view json);
absl::StatusOr<IndexReport> IndexReportFromJson(std::string_view json);
absl::StatusOr<VulnerabilityReport> VulnerabilityReportFromJson(std::string_view json);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_JSON_H_
