#include "claircore/versions/npm_parse.h"

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr size_t kMaxLength = 256;
constexpr std::string_view kMaxSafeInteger = "9007199254740991";

absl::Status Number(std::string_view whole, size_t& pos, std::string_view& number) {
  const size_t end = DigitsEnd(whole, pos);
  if (end == pos) return InvalidVersion("npm", whole, pos, "number expected");
  number = whole.substr(pos, end - pos);
  pos = end;
  return absl::OkStatus();
}

absl::Status CheckSafe(std::string_view whole, std::string_view number) {
  if (CompareNumbers(number, kMaxSafeInteger) <= 0) return absl::OkStatus();
  return InvalidVersion("npm", whole, number.data() - whole.data(), "number too large");
}

}  // namespace

absl::Status ParseNpm(std::string_view version, SemverParts& parts) {
  parts = SemverParts();
  if (version.size() > kMaxLength) {
    return InvalidVersion("npm", version, kMaxLength, "longer than 256 bytes");
  }
  std::string_view s = version;
  while (!s.empty() && IsSpace(s.back())) s.remove_suffix(1);
  size_t pos = 0;
  while (pos < s.size() && (IsSpace(s[pos]) || s[pos] == 'v' || s[pos] == '=')) ++pos;
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("npm", version, pos, reason);
  };
  CLAIRCORE_RETURN_IF_ERROR(Number(s, pos, parts.major));
  if (pos == s.size() || s[pos++] != '.') return invalid("'.' expected");
  CLAIRCORE_RETURN_IF_ERROR(Number(s, pos, parts.minor));
  if (pos == s.size() || s[pos++] != '.') return invalid("'.' expected");
  CLAIRCORE_RETURN_IF_ERROR(Number(s, pos, parts.patch));
  if (pos < s.size() && s[pos] != '+') {
    if (s[pos] == '.' && parts.patch.size() > 1) {
      // The loose grammar has no hyphen to hold on to: "1.2.34.5" is 1.2.3-4.5.
      parts.patch.remove_suffix(1);
      --pos;
    }
    size_t begin = pos;
    // A hyphen separates where an identifier follows it, and else is one: "1.2.3-" is 1.2.3 "-".
    if (s[pos] == '-' && IdentifiersEnd(s, pos + 1) != std::string_view::npos) ++begin;
    const size_t end = IdentifiersEnd(s, begin);
    if (end == std::string_view::npos) return invalid("bad pre-release");
    parts.pre = s.substr(begin, end - begin);
    pos = end;
  }
  if (pos < s.size() && s[pos] == '+') {
    const size_t end = IdentifiersEnd(s, ++pos);
    if (end == std::string_view::npos) return invalid("bad build");
    parts.build = s.substr(pos, end - pos);
    pos = end;
  }
  if (pos < s.size()) return invalid("unexpected text");
  CLAIRCORE_RETURN_IF_ERROR(CheckSafe(version, parts.major));
  CLAIRCORE_RETURN_IF_ERROR(CheckSafe(version, parts.minor));
  return CheckSafe(version, parts.patch);
}

}  // namespace claircore::versions
