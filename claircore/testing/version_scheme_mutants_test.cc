// Wrong version schemes, each of which the suite refuses.
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/allocations.h"
#include "claircore/testing/mutants.h"
#include "claircore/testing/version_scheme_conformance.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::VersionSchemeCase;
using testing::VersionSchemeConformance;

enum class Flaw {
  kNone,
  kUnstableName,
  kAsText,            // "10" before "9"
  kNotReflexive,      // no number equals itself when it is odd
  kNotAntisymmetric,  // of 7 and 3 whoever comes first is older
  kNotTransitive,     // stones, scissors, paper by the last digit
  kKeyAsText,         // bytes that do not order as the numbers do
  kKeyCollides,       // one key for two versions that differ
  kKeyReplaces,       // what stood before the key
  kKeyFails,          // for what Compare() takes
  kKeyOnError,        // leaves half a key behind
  kTakesAnything,
  kLooksLeftOnly,  // takes anything on the right
  kNoOffset,       // does not say where the error is
  kOtherCode,
  kAllocates,
};

// One decimal number of any length.
class Numbers final : public VersionScheme {
 public:
  explicit Numbers(Flaw flaw) : flaw_(flaw) {}

  std::string_view name() const override {
    return flaw_ == Flaw::kUnstableName && ++calls_ % 2 == 0 ? "figures" : "numbers";
  }

  absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                             std::string_view b) const override {
    const bool same = a == b;
    if (absl::Status s = Clean(a); !s.ok()) return s;
    if (flaw_ != Flaw::kLooksLeftOnly) {
      if (absl::Status s = Clean(b); !s.ok()) return s;
    }
    if (flaw_ == Flaw::kAllocates) allocated_ = std::make_shared<std::string>(a).use_count();
    if (flaw_ == Flaw::kAsText) return std::weak_ordering(a <=> b);
    if (flaw_ == Flaw::kNotReflexive && same && !a.empty() && a.back() % 2 == 1) {
      return std::weak_ordering::less;
    }
    if (flaw_ == Flaw::kNotAntisymmetric && a.size() == 1 && b.size() == 1 && a != b) {
      return std::weak_ordering::less;
    }
    if (flaw_ == Flaw::kNotTransitive && a.size() == 2 && b.size() == 2) {
      const int step = (a[1] - b[1] + 30) % 3;
      return step == 0   ? std::weak_ordering::equivalent
             : step == 1 ? std::weak_ordering::greater
                         : std::weak_ordering::less;
    }
    if (a.size() != b.size()) return std::weak_ordering(a.size() <=> b.size());
    return std::weak_ordering(a <=> b);
  }

  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override {
    if (flaw_ == Flaw::kKeyOnError) key += '\0';
    if (flaw_ == Flaw::kKeyFails && version.size() > 2) {
      return absl::InvalidArgumentError("too long at byte 2");
    }
    if (absl::Status s = Clean(version); !s.ok()) return s;
    if (flaw_ == Flaw::kKeyReplaces) key.clear();
    if (flaw_ != Flaw::kKeyAsText) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        key += static_cast<char>(version.size() >> shift);
      }
    }
    key += flaw_ == Flaw::kKeyCollides ? version.substr(0, 1) : version;
    return true;
  }

 private:
  // Takes leading zeros off.
  absl::Status Clean(std::string_view& s) const {
    const size_t bad = s.find_first_not_of("0123456789");
    if ((s.empty() || bad != s.npos) && flaw_ != Flaw::kTakesAnything) {
      const std::string at = std::to_string(s.empty() ? 0 : bad);
      if (flaw_ == Flaw::kNoOffset) return absl::InvalidArgumentError("no number");
      if (flaw_ == Flaw::kOtherCode) return absl::NotFoundError("no digit at byte " + at);
      return absl::InvalidArgumentError("no digit at byte " + at);
    }
    s.remove_prefix(std::min(s.find_first_not_of('0'), s.size()));
    return absl::OkStatus();
  }

  const Flaw flaw_;
  mutable std::atomic<int> calls_ = 0;
  mutable std::atomic<long> allocated_ = 0;
};

VersionSchemeCase Case(std::string name, Flaw flaw) {
  return {std::move(name),
          [flaw] { return std::make_shared<Numbers>(flaw); },
          {{"0", "00"},
           {"1", "001"},
           {"3"},
           {"7"},
           {"9"},
           {"10", "010"},
           {"11"},
           {"12"},
           {"99999999999999999999"}},
          {"", "x", "1x", "-1"}};
}

std::vector<VersionSchemeCase> Cases() {
  std::vector<VersionSchemeCase> cases = {
      Case("Right", Flaw::kNone),
      Case("BadUnstableName", Flaw::kUnstableName),
      Case("BadAsText", Flaw::kAsText),
      Case("BadNotReflexive", Flaw::kNotReflexive),
      Case("BadNotAntisymmetric", Flaw::kNotAntisymmetric),
      Case("BadNotTransitive", Flaw::kNotTransitive),
      Case("BadKeyAsText", Flaw::kKeyAsText),
      Case("BadKeyCollides", Flaw::kKeyCollides),
      Case("BadKeyReplaces", Flaw::kKeyReplaces),
      Case("BadKeyFails", Flaw::kKeyFails),
      Case("BadKeyOnError", Flaw::kKeyOnError),
      Case("BadTakesAnything", Flaw::kTakesAnything),
      Case("BadLooksLeftOnly", Flaw::kLooksLeftOnly),
      Case("BadNoOffset", Flaw::kNoOffset),
      Case("BadOtherCode", Flaw::kOtherCode),
  };
  // Sanitizers have their own allocators, which the suite cannot count.
  if (testing::AllocationsOfThisThread().has_value()) {
    cases.push_back(Case("BadAllocates", Flaw::kAllocates));
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Mutants, VersionSchemeConformance, ::testing::ValuesIn(Cases()),
                         CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
