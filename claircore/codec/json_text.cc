#include "claircore/codec/json_text.h"

#include <charconv>
#include <cstdint>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
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

// Takes `digits` decimal digits off the front.
bool TakeNumber(std::string_view& text, size_t digits, int& number) {
  if (text.size() < digits) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + digits, number);
  // from_chars would take a sign.
  if (error != std::errc() || end != text.data() + digits || text[0] == '-') return false;
  text.remove_prefix(digits);
  return true;
}

bool TakeChar(std::string_view& text, char c) {
  if (text.empty() || absl::ascii_toupper(static_cast<unsigned char>(text[0])) != c) return false;
  text.remove_prefix(1);
  return true;
}

// "Z" or "+hh:mm"; in seconds.
bool TakeOffset(std::string_view& text, int64_t& offset) {
  if (TakeChar(text, 'Z')) return true;
  const bool minus = TakeChar(text, '-');
  int hours = 0, minutes = 0;
  if (!minus && !TakeChar(text, '+')) return false;
  if (!TakeNumber(text, 2, hours) || !TakeChar(text, ':') || !TakeNumber(text, 2, minutes) ||
      hours > 23 || minutes > 59) {
    return false;
  }
  offset = (hours * 60 + minutes) * 60 * (minus ? -1 : 1);
  return true;
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
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text;
}

absl::StatusOr<std::chrono::sys_seconds> ParseTimeText(std::string_view text) {
  if (text.empty() || text == kGoZeroTime) return std::chrono::sys_seconds{};
  std::string_view rest = text;
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
  if (!TakeNumber(rest, 4, year) || !TakeChar(rest, '-') || !TakeNumber(rest, 2, month) ||
      !TakeChar(rest, '-') || !TakeNumber(rest, 2, day) ||
      (!TakeChar(rest, 'T') && !TakeChar(rest, ' ')) || !TakeNumber(rest, 2, hour) ||
      !TakeChar(rest, ':') || !TakeNumber(rest, 2, minute) || !TakeChar(rest, ':') ||
      !TakeNumber(rest, 2, second)) {
    return NoTime(text);
  }
  if (TakeChar(rest, '.')) {
    while (!rest.empty() && absl::ascii_isdigit(static_cast<unsigned char>(rest[0]))) {
      rest.remove_prefix(1);
    }
  }
  int64_t offset = 0;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // 60 is a leap second.
  if (!TakeOffset(rest, offset) || !rest.empty() || !date.ok() || hour > 23 || minute > 59 ||
      second > 60) {
    return NoTime(text);
  }
  return std::chrono::sys_days(date) + std::chrono::seconds((hour * 60 + minute) * 60 + second) -
         std::chrono::seconds(offset);
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
