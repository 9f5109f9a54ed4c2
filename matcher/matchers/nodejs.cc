#include <memory>
#include <string_view>

#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"

namespace claircore::matcher {
namespace {

class NodejsMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "nodejs"; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    const Package& package = *record.package;
    if (package.type != "npm") return;
    // As it is: npm tells upper from lower case in old names, and "@scope/name" is one name.
    keys.Add("npm", package.name, "npm", package.version);
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewNodejsMatcher() { return std::make_shared<NodejsMatcher>(); }

}  // namespace claircore::matcher
