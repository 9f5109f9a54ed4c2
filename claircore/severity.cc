#include "claircore/severity.h"

#include <array>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

using internal::ToAbsl;

constexpr std::array<std::string_view, 6> kNames = {"Unknown", "Negligible", "Low",
                                                    "Medium",  "High",       "Critical"};

// Words of the feeds we read: GitHub, Debian, Ubuntu, Red Hat, SUSE, Amazon, Microsoft.
constexpr std::pair<std::string_view, Severity> kVendorWords[] = {
    {"none", Severity::kNegligible},
    {"unimportant", Severity::kNegligible},
    {"negligible", Severity::kNegligible},
    {"low", Severity::kLow},
    {"minor", Severity::kLow},
    {"medium", Severity::kMedium},
    {"moderate", Severity::kMedium},
    {"high", Severity::kHigh},
    {"important", Severity::kHigh},
    {"critical", Severity::kCritical},
    {"urgent", Severity::kCritical},
};

}  // namespace

std::string_view SeverityName(Severity severity) {
  const auto i = static_cast<size_t>(severity);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

absl::StatusOr<Severity> ParseSeverity(std::string_view name) {
  if (name.empty()) return Severity::kUnknown;
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (absl::EqualsIgnoreCase(ToAbsl(name), ToAbsl(kNames[i]))) return static_cast<Severity>(i);
  }
  return absl::InvalidArgumentError(absl::StrCat("no severity: '", ToAbsl(name), "'"));
}

Severity NormalizeSeverity(std::string_view vendor_word) {
  for (const auto& [word, severity] : kVendorWords) {
    if (absl::EqualsIgnoreCase(ToAbsl(vendor_word), ToAbsl(word))) return severity;
  }
  return Severity::kUnknown;
}

Severity SeverityOfScore(double cvss_base_score) {
  if (cvss_base_score >= 9.0) return Severity::kCritical;
  if (cvss_base_score >= 7.0) return Severity::kHigh;
  if (cvss_base_score >= 4.0) return Severity::kMedium;
  if (cvss_base_score > 0.0) return Severity::kLow;
  return Severity::kNegligible;
}

}  // namespace claircore::inline v0
