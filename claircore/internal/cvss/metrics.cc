#include "claircore/internal/cvss/metrics.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::internal::cvss {
namespace {

absl::Status Bad(std::string_view what, std::string_view field) {
  return absl::InvalidArgumentError(
      absl::StrCat("CVSS: ", ToAbsl(what), " '", ToAbsl(field.substr(0, 40)), "'"));
}

// The part of `text` up to `separator`; `text` becomes what follows it.
std::string_view Cut(std::string_view& text, char separator) {
  const size_t end = text.find(separator);
  const std::string_view head = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return head;
}

// `value` as it stands in the comma-separated list, or empty.
std::string_view Listed(std::string_view list, std::string_view value) {
  while (!list.empty()) {
    const std::string_view item = Cut(list, ',');
    if (item == value) return item;
  }
  return {};
}

}  // namespace

std::string_view Values::operator[](std::string_view metric) const {
  for (size_t i = 0; i < table.size(); ++i) {
    if (table[i].name == metric) return value[i];
  }
  return {};
}

bool Values::AnyDefined(size_t first, size_t last) const {
  for (size_t i = first; i < last; ++i) {
    if (value[i] != table[i].undefined) return true;
  }
  return false;
}

std::string Values::ToString() const {
  std::string text;
  for (size_t i = 0; i < table.size(); ++i) {
    if (!table[i].mandatory && value[i] == table[i].undefined) continue;
    absl::StrAppend(&text, text.empty() ? "" : "/", ToAbsl(table[i].name), ":", ToAbsl(value[i]));
  }
  return text;
}

absl::StatusOr<Values> ParseMetrics(std::string_view text, std::span<const Metric> table,
                                    bool in_order) {
  Values result;
  result.table = table;
  size_t next = 0;  // in_order: the first metric that may still come
  // A trailing '/' would otherwise go unseen.
  if (text.empty() || text.ends_with('/')) return Bad("metric missing at the end of", text);
  while (!text.empty()) {
    const std::string_view field = Cut(text, '/');
    std::string_view value = field;
    const std::string_view name = Cut(value, ':');
    size_t i = in_order ? next : 0;
    while (i < table.size() && table[i].name != name) ++i;
    if (i == table.size()) return Bad("unknown or misplaced metric", field);
    if (!result.value[i].empty()) return Bad("metric given twice", field);
    result.value[i] = Listed(table[i].values, value);
    if (result.value[i].empty()) return Bad("no such value", field);
    next = i + 1;
  }
  for (size_t i = 0; i < table.size(); ++i) {
    if (!result.value[i].empty()) continue;
    if (table[i].mandatory) return Bad("missing metric", table[i].name);
    result.value[i] = table[i].undefined;
  }
  return result;
}

}  // namespace claircore::internal::cvss
