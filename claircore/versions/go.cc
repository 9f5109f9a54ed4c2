#include "claircore/versions/go.h"

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// "rc2" of a release of Go becomes "rc.2" here: the one part that is no view of the version.
constexpr size_t kMaxWord = 5;
constexpr size_t kMaxDigits = 18;
using Buffer = std::array<char, kMaxWord + 1 + kMaxDigits>;

// A number without leading zeros from `pos` on; false if there is none.
bool Number(std::string_view s, size_t& pos, std::string_view& number) {
  const size_t end = DigitsEnd(s, pos);
  if (end == pos || (s[pos] == '0' && end - pos > 1)) return false;
  number = s.substr(pos, end - pos);
  pos = end;
  return true;
}

// MAJOR[.MINOR[.PATCH]] from `pos` on; false when a number is missing.
bool Numbers(std::string_view s, size_t& pos, SemverParts& parts) {
  if (!Number(s, pos, parts.major)) return false;
  for (std::string_view* next : {&parts.minor, &parts.patch}) {
    if (pos == s.size() || s[pos] != '.') break;
    ++pos;
    if (!Number(s, pos, *next)) return false;
  }
  return true;
}

absl::Status ParseRelease(std::string_view version, SemverParts& parts, Buffer& buffer) {
  size_t pos = 2;
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("go", version, pos, reason);
  };
  if (!Numbers(version, pos, parts)) return invalid("number expected");
  for (std::string_view word : {"alpha", "beta", "rc"}) {
    if (version.substr(pos, word.size()) != word) continue;
    pos += word.size();
    const size_t end = DigitsEnd(version, pos);
    std::string_view digits = version.substr(pos, end - pos);
    if (digits.empty()) return invalid("number expected");
    digits = StripZeros(digits);
    if (digits.empty()) digits = "0";
    if (digits.size() > kMaxDigits) return invalid("number too large");
    char* out = std::copy(word.begin(), word.end(), buffer.begin());
    *out++ = '.';
    out = std::copy(digits.begin(), digits.end(), out);
    parts.pre = std::string_view(buffer.data(), out - buffer.data());
    pos = end;
    break;
  }
  if (pos < version.size() && version[pos] != ' ' && version[pos] != '-') {
    return invalid("unexpected text");
  }
  return absl::OkStatus();
}

absl::Status Parse(std::string_view version, SemverParts& parts, Buffer& buffer) {
  parts = SemverParts();
  if (version.substr(0, 2) == "go") return ParseRelease(version, parts, buffer);
  const size_t begin = version.substr(0, 1) == "v" ? 1 : 0;
  size_t pos = begin;
  if (!Numbers(version, pos, parts)) {
    return InvalidVersion("go", version, pos, "number without leading zeros expected");
  }
  if (pos == version.size()) return absl::OkStatus();
  return ParseSemver("go", version, begin, parts);  // only three numbers take a pre-release
}

}  // namespace

absl::StatusOr<std::weak_ordering> Go::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  Buffer x_buffer, y_buffer;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x, x_buffer));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y, y_buffer));
  return CompareSemver(x, y);
}

absl::StatusOr<bool> Go::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  Buffer buffer;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts, buffer));
  AppendSemverKey(parts, key);
  return true;
}

}  // namespace claircore::versions
