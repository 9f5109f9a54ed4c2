#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "claircore/distribution.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"
#include "matcher/matchers/system_packages.h"

namespace claircore::matcher {
namespace {

class UbuntuMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "ubuntu"; }
  std::span<const std::string_view> types() const override { return kDeb; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != "ubuntu") continue;
      if (distribution->version_id.empty()) {
        keys.Decline(Unjudged::kReleaseUnknown, "Ubuntu");
        continue;
      }
      // "Ubuntu:22.04"; every release, also a development one, has a VERSION_ID.
      const SourcePackage source = SourceOf(*record.package);
      keys.Add("Ubuntu:" + distribution->version_id, source.name, "dpkg", source.version);
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewUbuntuMatcher() { return std::make_shared<UbuntuMatcher>(); }

}  // namespace claircore::matcher
