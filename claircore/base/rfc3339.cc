#include "claircore/base/rfc3339.h"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace claircore::base {
namespace {

// Takes exactly `digits` digits off the front of `text`; -1 when they are not there.
int TakeNumber(std::string_view& text, size_t digits) {
  if (text.size() < digits) return -1;
  int value = 0;
  for (size_t i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return value;
}

bool Take(std::string_view& text, std::string_view one_of) {
  if (text.empty() || one_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<std::chrono::sys_seconds> ParseRfc3339(std::string_view text) {
  using namespace std::chrono;  // NOLINT: literals and calendar types
  const int y = TakeNumber(text, 4);
  if (y < 0 || !Take(text, "-")) return std::nullopt;
  const int m = TakeNumber(text, 2);
  if (m < 0 || !Take(text, "-")) return std::nullopt;
  const int d = TakeNumber(text, 2);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                            day{static_cast<unsigned>(d)}};
  if (d < 0 || !date.ok()) return std::nullopt;
  const sys_seconds midnight = sys_days(date);
  if (text.empty()) return midnight;
  if (!Take(text, "Tt ")) return std::nullopt;
  const int hour = TakeNumber(text, 2);
  if (hour < 0 || hour > 23 || !Take(text, ":")) return std::nullopt;
  const int minute = TakeNumber(text, 2);
  if (minute < 0 || minute > 59 || !Take(text, ":")) return std::nullopt;
  const int second = TakeNumber(text, 2);
  if (second < 0 || second > 60) return std::nullopt;
  if (Take(text, ".")) {
    if (TakeNumber(text, 1) < 0) return std::nullopt;
    while (TakeNumber(text, 1) >= 0) {
    }
  }
  sys_seconds time = midnight + hours(hour) + minutes(minute) + seconds(second);
  if (Take(text, "Zz")) return text.empty() ? std::optional(time) : std::nullopt;
  if (text.empty()) return std::nullopt;
  const bool ahead = text.front() == '+';
  if (!Take(text, "+-")) return std::nullopt;
  const int offset_hours = TakeNumber(text, 2);
  if (offset_hours < 0 || offset_hours > 23 || !Take(text, ":")) return std::nullopt;
  const int offset_minutes = TakeNumber(text, 2);
  if (offset_minutes < 0 || offset_minutes > 59 || !text.empty()) return std::nullopt;
  const seconds offset = hours(offset_hours) + minutes(offset_minutes);
  return ahead ? time - offset : time + offset;
}

std::string FormatRfc3339(std::chrono::sys_seconds time) {
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

}  // namespace claircore::base
