#include <algorithm>
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

// What stands only in Ubuntu Pro's channel: fixes that come with a subscription (ESM), and packages
// of releases out of standard support. An image without them is as vulnerable as it was; one that
// has them has a version at or above the fix. Channels of builds of their own
// ("Ubuntu:Pro:FIPS:..", "Ubuntu:Pro:Realtime:..") are not asked: their versions mean nothing for
// other builds.
class UbuntuProMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "ubuntu-pro"; }
  std::span<const std::string_view> types() const override { return kDeb; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != "ubuntu" || distribution->version_id.empty()) continue;
      const SourcePackage source = SourceOf(*record.package);
      std::string ns(kPro);
      keys.Add(ns += distribution->version_id, source.name, "dpkg", source.version);
    }
  }

  // Where an advisory speaks of the package in both channels, the open one's word is the one that
  // holds for everybody.
  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord&,
                const VulnerabilityView& candidate) const override {
    const Verdict& by_range = candidate.by_range();
    if (by_range.kind == Verdict::Kind::kNotAffected) return by_range;
    const auto pro = candidate.affected();
    const auto advisory = candidate.advisory();
    if (!pro.ok() || !advisory.ok()) return by_range;  // the engine says that it is damaged
    std::string open = "Ubuntu:";
    open += std::string_view((*pro)->key.ns).substr(kPro.size());
    const bool both = std::any_of(
        (*advisory)->affected.begin(), (*advisory)->affected.end(), [&](const Affected& affected) {
          return affected.key.name == (*pro)->key.name && affected.key.ns == open;
        });
    return both ? Verdict{Verdict::Kind::kNotAffected, ""} : by_range;
  }

 private:
  static constexpr std::string_view kPro = "Ubuntu:Pro:";
};

}  // namespace

std::shared_ptr<const Matcher> NewUbuntuMatcher() { return std::make_shared<UbuntuMatcher>(); }
std::shared_ptr<const Matcher> NewUbuntuProMatcher() {
  return std::make_shared<UbuntuProMatcher>();
}

}  // namespace claircore::matcher
