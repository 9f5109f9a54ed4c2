#include "claircore/advisory.h"

#include <array>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

constexpr std::array<std::string_view, 7> kStatuses = {
    "affected",     "not_affected", "under_investigation", "will_not_fix",
    "fix_deferred", "end_of_life",  "informational"};
constexpr std::array<std::string_view, 4> kArchOps = {"", "equals", "not equals", "pattern match"};

}  // namespace

std::string_view AffectedStatusName(AffectedStatus status) {
  const auto i = static_cast<size_t>(status);
  return i < kStatuses.size() ? kStatuses[i] : kStatuses[0];
}

absl::StatusOr<AffectedStatus> ParseAffectedStatus(std::string_view name) {
  for (size_t i = 0; i < kStatuses.size(); ++i) {
    if (name == kStatuses[i]) return static_cast<AffectedStatus>(i);
  }
  return absl::InvalidArgumentError(absl::StrCat("no status: '", internal::ToAbsl(name), "'"));
}

std::string_view ArchOpName(ArchOp op) {
  const auto i = static_cast<size_t>(op);
  return i < kArchOps.size() ? kArchOps[i] : kArchOps[0];
}

absl::StatusOr<ArchOp> ParseArchOp(std::string_view name) {
  for (size_t i = 0; i < kArchOps.size(); ++i) {
    if (name == kArchOps[i]) return static_cast<ArchOp>(i);
  }
  if (name == "invalid") return ArchOp::kNone;  // Clair's word for none
  return absl::InvalidArgumentError(absl::StrCat("no arch_op: '", internal::ToAbsl(name), "'"));
}

}  // namespace claircore::inline v0
