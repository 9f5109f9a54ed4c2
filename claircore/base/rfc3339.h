#ifndef CLAIRCORE_BASE_RFC3339_H_
#define CLAIRCORE_BASE_RFC3339_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace claircore::base {

// "2024-02-29T12:00:00Z", with a fraction (dropped) or an offset, or a bare date (its midnight,
// UTC). Nothing for any other text and for impossible dates. https://www.rfc-editor.org/rfc/rfc3339
std::optional<std::chrono::sys_seconds> ParseRfc3339(std::string_view text);

// "2024-02-29T12:00:00Z". Only for years that have four digits, 0 to 9999.
std::string FormatRfc3339(std::chrono::sys_seconds time);

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_RFC3339_H_
