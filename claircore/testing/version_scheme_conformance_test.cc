// The suite passes on a scheme with sort keys and on one without.
#include "claircore/testing/version_scheme_conformance.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::CaseName;
using claircore::testing::VersionSchemeCase;
using claircore::testing::VersionSchemeConformance;

// One decimal number of any length.
class Numbers : public VersionScheme {
 public:
  explicit Numbers(bool keys) : keys_(keys) {}
  std::string_view name() const override { return "numbers"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                             std::string_view b) const override {
    for (std::string_view* s : {&a, &b}) {
      const size_t bad = s->find_first_not_of("0123456789");
      if (s->empty() || bad != s->npos) return Bad(s->empty() ? 0 : bad);
      s->remove_prefix(std::min(s->find_first_not_of('0'), s->size()));
    }
    if (a.size() != b.size()) return std::weak_ordering(a.size() <=> b.size());
    return std::weak_ordering(a <=> b);
  }
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override {
    if (!keys_) return false;
    if (absl::Status s = Compare(version, version).status(); !s.ok()) return s;
    version.remove_prefix(std::min(version.find_first_not_of('0'), version.size()));
    for (int shift = 56; shift >= 0; shift -= 8) {
      key += static_cast<char>(version.size() >> shift);
    }
    key += version;
    return true;
  }

 private:
  static absl::Status Bad(size_t at) {
    return absl::InvalidArgumentError("no digit at byte " + std::to_string(at));
  }
  const bool keys_;
};

VersionSchemeCase Case(const char* name, bool keys) {
  return {name,
          [keys] { return std::make_shared<Numbers>(keys); },
          {{"0", "00"}, {"1", "001"}, {"2"}, {"10", "010"}, {"99999999999999999999"}},
          {"", "x", "1x", "-1"}};
}

INSTANTIATE_TEST_SUITE_P(Numbers, VersionSchemeConformance,
                         ::testing::Values(Case("Keys", true), Case("NoKeys", false)), CaseName());

}  // namespace
}  // namespace claircore
