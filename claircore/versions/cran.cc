#include "claircore/versions/cran.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

absl::Status Check(std::string_view version) {
  size_t pos = 0;
  while (true) {
    const size_t end = DigitsEnd(version, pos);
    if (end == pos) return InvalidVersion("cran", version, pos, "number expected");
    if (end == version.size()) return absl::OkStatus();
    if (version[end] != '.' && version[end] != '-') {
      return InvalidVersion("cran", version, end, "'.' or '-' expected");
    }
    pos = end + 1;
  }
}

}  // namespace

absl::StatusOr<std::weak_ordering> Cran::Compare(std::string_view a, std::string_view b) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(a));
  CLAIRCORE_RETURN_IF_ERROR(Check(b));
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t m = DigitsEnd(a, i);
    const size_t n = DigitsEnd(b, j);
    if (auto c = CompareNumbers(a.substr(i, m - i), b.substr(j, n - j)); c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i < a.size() ? 1 : 0) <=> (j < b.size() ? 1 : 0);
}

absl::StatusOr<bool> Cran::AppendSortKey(std::string_view version, std::string& key) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(version));
  for (size_t i = 0; i < version.size();) {
    const size_t end = DigitsEnd(version, i);
    AppendNumber(version.substr(i, end - i), key);
    i = end + 1;
  }
  return true;
}

}  // namespace claircore::versions
