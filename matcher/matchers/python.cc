#include <algorithm>
#include <memory>
#include <span>
#include <string_view>

#include "claircore/matcher.h"
#include "claircore/package.h"
#include "matcher/matchers/matchers.h"

namespace claircore::matcher {
namespace {

// Whether FoldName() would change nothing: nearly always, and then nothing is allocated.
bool IsFolded(std::string_view name) {
  char previous = 0;
  return std::all_of(name.begin(), name.end(), [&](char c) {
    const bool folded =
        c != '_' && c != '.' && !(c >= 'A' && c <= 'Z') && !(c == '-' && previous == '-');
    previous = c;
    return folded;
  });
}

constexpr std::string_view kTypes[] = {"pypi"};

class PythonMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "python"; }
  std::span<const std::string_view> types() const override { return kTypes; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    const Package& package = *record.package;
    if (IsFolded(package.name)) {
      keys.Add("PyPI", package.name, "pep440", package.version);
    } else {
      keys.Add("PyPI", FoldName(package.name), "pep440", package.version);
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewPythonMatcher() { return std::make_shared<PythonMatcher>(); }

}  // namespace claircore::matcher
