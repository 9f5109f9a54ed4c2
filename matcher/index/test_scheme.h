#ifndef MATCHER_INDEX_TEST_SCHEME_H_
#define MATCHER_INDEX_TEST_SCHEME_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/version_scheme.h"

namespace claircore::matcher {

// Versions are words of small letters in the order of a dictionary. Those that end in 'z' have no
// sort key; everything else is no version.
class LettersScheme final : public VersionScheme {
 public:
  std::string_view name() const override { return "letters"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                             std::string_view b) const override {
    if (!IsVersion(a) || !IsVersion(b)) return absl::InvalidArgumentError("byte 0: no letters");
    return a.compare(b) <=> 0;
  }
  absl::StatusOr<bool> AppendSortKey(std::string_view v, std::string& key) const override {
    if (!IsVersion(v)) return absl::InvalidArgumentError("byte 0: no letters");
    if (v.ends_with('z')) return false;
    key += v;
    return true;
  }

 private:
  static bool IsVersion(std::string_view v) {
    return !v.empty() && v.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == v.npos;
  }
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_TEST_SCHEME_H_
