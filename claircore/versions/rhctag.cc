#include "claircore/versions/rhctag.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/rpm_part.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Tag {
  std::string_view version;
  std::string_view release;
};

absl::Status Parse(std::string_view text, Tag& tag) {
  const size_t begin = text.substr(0, 1) == "v" ? 1 : 0;
  const size_t digits = DigitsEnd(text, begin);
  if (digits == begin) return InvalidVersion("rhctag", text, begin, "number expected");
  if (digits < text.size() && text[digits] != '.' && text[digits] != '-') {
    return InvalidVersion("rhctag", text, digits, "'.' or '-' expected");
  }
  const size_t hyphen = std::min(text.find('-', begin), text.size());
  tag.version = text.substr(begin, hyphen - begin);
  tag.release = text.substr(std::min(hyphen + 1, text.size()));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::weak_ordering> Rhctag::Compare(std::string_view a, std::string_view b) const {
  Tag x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  if (auto c = CompareRpmPart(x.version, y.version); c != 0) return c;
  return CompareRpmPart(x.release, y.release);
}

absl::StatusOr<bool> Rhctag::AppendSortKey(std::string_view version, std::string& key) const {
  Tag tag;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, tag));
  AppendRpmPart(tag.version, key);
  AppendRpmPart(tag.release, key);
  return true;
}

}  // namespace claircore::versions
