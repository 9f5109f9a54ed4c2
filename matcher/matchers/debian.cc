#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "claircore/distribution.h"
#include "claircore/internal/debian_releases.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"
#include "matcher/matchers/system_packages.h"

namespace claircore::matcher {
namespace {

constexpr std::string_view kUnstable = "sid";

class DebianMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "debian"; }
  std::span<const std::string_view> types() const override { return kDeb; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != "debian") continue;
      // The tracker speaks of source packages and their versions; a binary's own version may
      // differ (binary rebuilds, gcc-defaults).
      const SourcePackage source = SourceOf(*record.package);
      const auto add = [&](std::string_view release) {
        std::string ns = "Debian:";
        ns += release;
        keys.Add(ns, source.name, "dpkg", source.version);
      };
      if (!distribution->version_id.empty()) {
        add(distribution->version_id);
      } else if (!distribution->version_code_name.empty()) {
        // Testing and unstable call themselves the same, and have no number yet: both may be meant.
        add(internal::DebianReleaseOf(distribution->version_code_name));
        if (distribution->version_code_name != kUnstable) add(kUnstable);
      } else {
        keys.Decline(Unjudged::kReleaseUnknown, "Debian");
      }
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewDebianMatcher() { return std::make_shared<DebianMatcher>(); }

}  // namespace claircore::matcher
