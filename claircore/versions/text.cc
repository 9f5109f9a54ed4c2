#include "claircore/versions/text.h"

#include <algorithm>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::versions {

int CompareIgnoreCase(std::string_view a, std::string_view b) {
  const size_t n = std::min(a.size(), b.size());
  for (size_t i = 0; i < n; ++i) {
    const auto x = static_cast<unsigned char>(ToLower(a[i]));
    const auto y = static_cast<unsigned char>(ToLower(b[i]));
    if (x != y) return x < y ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : (a.size() < b.size() ? -1 : 1);
}

absl::Status InvalidVersion(std::string_view scheme, std::string_view version, size_t offset,
                            std::string_view reason) {
  constexpr size_t kShown = 100;  // a hostile version must not become a hostile log line
  return absl::InvalidArgumentError(absl::StrCat(
      internal::ToAbsl(scheme), " version \"",
      absl::CHexEscape(internal::ToAbsl(version.substr(0, kShown))),
      version.size() > kShown ? "..." : "", "\": ", internal::ToAbsl(reason), " at byte ", offset));
}

}  // namespace claircore::versions
