#include "claircore/versions/rpm.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/evr.h"
#include "claircore/versions/rpm_part.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

absl::Status Check(std::string_view version) {
  if (version.empty()) return InvalidVersion("rpm", version, 0, "empty version");
  const size_t nul = version.find('\0');
  if (nul != std::string_view::npos) return InvalidVersion("rpm", version, nul, "NUL byte");
  return absl::OkStatus();
}

constexpr char kEpoch = '\xFF';  // precedes an epoch other than zero

}  // namespace

absl::StatusOr<std::weak_ordering> Rpm::Compare(std::string_view a, std::string_view b) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(a));
  CLAIRCORE_RETURN_IF_ERROR(Check(b));
  const Evr x = SplitEvr(a);
  const Evr y = SplitEvr(b);
  if (auto c = CompareNumbers(x.epoch, y.epoch); c != 0) return c;
  if (auto c = CompareRpmPart(x.version, y.version); c != 0) return c;
  if (x.has_release != y.has_release) return Newer(x.has_release);
  return CompareRpmPart(x.release, y.release);
}

absl::StatusOr<bool> Rpm::AppendSortKey(std::string_view version, std::string& key) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(version));
  const Evr evr = SplitEvr(version);
  if (const std::string_view epoch = StripZeros(evr.epoch); !epoch.empty()) {
    key.push_back(kEpoch);
    AppendNumber(epoch, key);
  }
  AppendRpmPart(evr.version, key);
  if (evr.has_release) AppendRpmPart(evr.release, key);  // none is below any, by length
  return true;
}

}  // namespace claircore::versions
