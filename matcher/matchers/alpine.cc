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

// "3.18" of "3.18.4"; empty unless it begins with two numbers.
std::string_view MajorMinor(std::string_view version) {
  const auto digits_end = [&](size_t i) {
    while (i < version.size() && version[i] >= '0' && version[i] <= '9') ++i;
    return i;
  };
  const size_t dot = digits_end(0);
  if (dot == 0 || dot == version.size() || version[dot] != '.') return {};
  const size_t end = digits_end(dot + 1);
  if (end == dot + 1) return {};
  return version.substr(0, end);
}

// Alpine's security database is one a release branch: v3.18, edge. Between releases, edge calls
// itself by the next number ("3.19_alpha20230901"), so its name is asked first.
std::string Namespace(const Distribution& distribution) {
  if (distribution.version == "edge" || distribution.pretty_name.ends_with(" edge")) {
    return "Alpine:edge";
  }
  std::string_view release = MajorMinor(distribution.version_id);
  if (release.empty()) release = MajorMinor(distribution.version);
  if (release.empty()) return {};
  return std::string("Alpine:v").append(release);
}

class AlpineMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "alpine"; }
  std::span<const std::string_view> types() const override { return kApk; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != "alpine") continue;
      const std::string ns = Namespace(*distribution);
      if (ns.empty()) {
        keys.Decline(Unjudged::kReleaseUnknown, "Alpine");
        continue;
      }
      // Filed by origin, the APKBUILD that a package comes of.
      const SourcePackage source = SourceOf(*record.package);
      keys.Add(ns, source.name, "apk", source.version);
    }
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewAlpineMatcher() { return std::make_shared<AlpineMatcher>(); }

}  // namespace claircore::matcher
