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

// "Debian:12" for releases. Testing and unstable have no VERSION_ID: "Debian:trixie", by code name.
std::string Namespace(const Distribution& distribution) {
  const std::string& release =
      distribution.version_id.empty() ? distribution.version_code_name : distribution.version_id;
  return release.empty() ? std::string() : "Debian:" + release;
}

class DebianMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "debian"; }
  std::span<const std::string_view> types() const override { return kDeb; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != "debian") continue;
      const std::string ns = Namespace(*distribution);
      if (ns.empty()) {
        keys.Decline(Unjudged::kReleaseUnknown, "Debian");
        continue;
      }
      // The tracker speaks of source packages and their versions; a binary's own version may
      // differ (binary rebuilds, gcc-defaults).
      const SourcePackage source = SourceOf(*record.package);
      keys.Add(ns, source.name, "dpkg", source.version);
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewDebianMatcher() { return std::make_shared<DebianMatcher>(); }

}  // namespace claircore::matcher
