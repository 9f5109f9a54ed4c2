// The first byte picks a scheme, the first line is a range, the second a version: what lies outside
// the intervals is not contained, and what lies inside is, where there is no predicate.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/builtin_versions.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const claircore::VersionSchemeSet schemes = [] {
    claircore::VersionSchemeSet set;
    claircore::AddBuiltinVersions(set);
    return set;
  }();
  if (size == 0) return 0;
  const claircore::VersionScheme& scheme = *schemes.all()[data[0] % schemes.all().size()];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view version = text.substr(end + 1);
  const auto set = claircore::VersionRangeSet::Parse(scheme, text.substr(0, end));
  if (!set.ok()) return 0;
  const auto contains = set->Contains(version);
  if (contains.ok() != scheme.Compare(version, version).ok()) std::abort();
  std::string key;
  const auto has_key = scheme.AppendSortKey(version, key);
  if (!contains.ok() || !set->has_keys() || !*has_key) return 0;
  const bool inside = set->ContainsKey(key);
  if (*contains && !inside) std::abort();
  if (set->predicate() == claircore::VersionRangeSet::Predicate::kNone && *contains != inside) {
    std::abort();
  }
  return 0;
}
