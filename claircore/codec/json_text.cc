#include "claircore/codec/json_text.h"

#include <charconv>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/rfc3339.h"
#include "claircore/internal/strings.h"

namespace claircore::codec {
namespace {

using claircore::internal::ToAbsl;

constexpr std::string_view kGoZeroTime = "0001-01-01T00:00:00Z";
constexpr std::string_view kDetectorUrn = "urn:claircore:detector:";
// 0001-01-01 and 9999-12-31T23:59:59.
constexpr int64_t kMinTime = -62135596800;
constexpr int64_t kMaxTime = 253402300799;

absl::Status NoTime(std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("no RFC 3339 time: '", ToAbsl(text), "'"));
}

void AppendUrnPart(std::string_view part, std::string& out) {
  for (char c : part) {
    if (c == ':') {
      out.append("%3A");
    } else if (c == '%') {
      out.append("%25");
    } else {
      out.push_back(c);
    }
  }
}

std::string UrnPart(std::string_view text) {
  std::string part;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "%3A") {
      part.push_back(':');
      i += 2;
    } else if (text.substr(i, 3) == "%25") {
      part.push_back('%');
      i += 2;
    } else {
      part.push_back(text[i]);
    }
  }
  return part;
}

}  // namespace

std::string TimeText(std::chrono::sys_seconds time) {
  const int64_t seconds = time.time_since_epoch().count();
  if (seconds == 0 || seconds < kMinTime || seconds > kMaxTime) return std::string(kGoZeroTime);
  return base::FormatRfc3339(time);
}

absl::StatusOr<std::chrono::sys_seconds> ParseTimeText(std::string_view text) {
  if (text.empty() || text == kGoZeroTime) return std::chrono::sys_seconds{};
  const auto time = base::ParseRfc3339(text);
  if (!time.has_value()) return NoTime(text);
  return *time;
}

std::string DetectorText(const Detector& detector) {
  if (detector == Detector{}) return "";
  std::string text(kDetectorUrn);
  AppendUrnPart(detector.name, text);
  text.push_back(':');
  AppendUrnPart(detector.version, text);
  text.push_back(':');
  AppendUrnPart(detector.kind, text);
  return text;
}

absl::StatusOr<Detector> ParseDetectorText(std::string_view text) {
  if (text.empty()) return Detector{};
  const size_t last = text.rfind(':');
  if (!text.starts_with(kDetectorUrn) || last < kDetectorUrn.size()) {
    return absl::InvalidArgumentError(absl::StrCat("no detector URN: '", ToAbsl(text), "'"));
  }
  const std::string_view parts = text.substr(kDetectorUrn.size(), last - kDetectorUrn.size());
  const size_t colon = parts.find(':');
  if (colon == std::string_view::npos) {
    return absl::InvalidArgumentError(absl::StrCat("no detector URN: '", ToAbsl(text), "'"));
  }
  return Detector{UrnPart(parts.substr(0, colon)), UrnPart(parts.substr(colon + 1)),
                  UrnPart(text.substr(last + 1))};
}

std::string NormalizedVersionText(const NormalizedVersion& version) {
  if (version.kind.empty()) return "";
  std::string text = version.kind;
  char separator = ':';
  for (int32_t n : version.v) {
    text.push_back(separator);
    absl::StrAppend(&text, n);
    separator = '.';
  }
  return text;
}

absl::StatusOr<NormalizedVersion> ParseNormalizedVersionText(std::string_view text) {
  NormalizedVersion version;
  if (text.empty()) return version;
  const size_t colon = text.rfind(':');
  const auto fail = [&] {
    return absl::InvalidArgumentError(absl::StrCat("no normalized version: '", ToAbsl(text), "'"));
  };
  if (colon == std::string_view::npos || colon == 0) return fail();
  version.kind = text.substr(0, colon);
  const char* at = text.data() + colon + 1;
  const char* const end = text.data() + text.size();
  for (size_t i = 0; at != end; ++i) {
    if (i == version.v.size()) return fail();
    const auto [next, error] = std::from_chars(at, end, version.v[i]);
    if (error != std::errc() || (next != end && *next != '.')) return fail();
    at = next == end ? end : next + 1;
  }
  return version;
}

}  // namespace claircore::codec
