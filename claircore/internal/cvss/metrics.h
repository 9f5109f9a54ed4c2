#ifndef CLAIRCORE_INTERNAL_CVSS_METRICS_H_
#define CLAIRCORE_INTERNAL_CVSS_METRICS_H_

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::internal::cvss {

// One metric of a CVSS version. A metric without `mandatory` may be left out, which means its
// `undefined` value.
struct Metric {
  std::string_view name;
  std::string_view values;  // separated by ','
  bool mandatory = false;
  std::string_view undefined = "X";
};

inline constexpr size_t kMaxMetrics = 32;

// The values of a vector, by the position of the metric in its version's table. The views point
// into the table.
struct Values {
  std::span<const Metric> table;
  std::array<std::string_view, kMaxMetrics> value;

  std::string_view operator[](std::string_view metric) const;
  // Whether any of table[first, last) has another value than its undefined one.
  bool AnyDefined(size_t first, size_t last) const;
  // "/"-separated, in the table's order, undefined ones left out.
  std::string ToString() const;
};

// Parses "AV:N/AC:L/..." without a version prefix. With `in_order` the metrics must stand in the
// table's order. INVALID_ARGUMENT names the metric at fault.
absl::StatusOr<Values> ParseMetrics(std::string_view text, std::span<const Metric> table,
                                    bool in_order);

// Scores of one vector; `overall` takes in the temporal and environmental metrics.
struct Scores {
  double base = 0;
  double overall = 0;
};

extern const std::span<const Metric> kV2Metrics;
extern const std::span<const Metric> kV3Metrics;
extern const std::span<const Metric> kV4Metrics;

// v2 has groups that are given whole or not at all. INVALID_ARGUMENT for a broken one.
absl::Status CheckV2Groups(const Values& values, std::string_view text);

Scores ScoreV2(const Values& values);
Scores ScoreV3(const Values& values, bool v31);
Scores ScoreV4(const Values& values);

}  // namespace claircore::internal::cvss

#endif  // CLAIRCORE_INTERNAL_CVSS_METRICS_H_
