#ifndef UPDATER_PARSE_TIME_H_
#define UPDATER_PARSE_TIME_H_

#include <chrono>
#include <optional>
#include <string_view>

namespace claircore::update {

// RFC 3339: "2024-02-29T12:00:00Z", with a fraction (dropped) or an offset, or a bare date.
// Nothing for any other text and for impossible dates.
std::optional<std::chrono::sys_seconds> ParseRfc3339(std::string_view text);

}  // namespace claircore::update

#endif  // UPDATER_PARSE_TIME_H_
