#include <memory>
#include <span>
#include <string_view>

#include "claircore/distribution.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"
#include "matcher/matchers/system_packages.h"

namespace claircore::matcher {
namespace {

// Wolfi and Chainguard roll: one namespace each, without releases, filed by origin.
class RollingApkMatcher final : public Matcher {
 public:
  RollingApkMatcher(std::string_view did, std::string_view ns) : did_(did), ns_(ns) {}
  std::string_view name() const override { return did_; }
  std::span<const std::string_view> types() const override { return kApk; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != did_) continue;
      const SourcePackage source = SourceOf(*record.package);
      keys.Add(ns_, source.name, "apk", source.version);
      return;
    }
  }

 private:
  std::string_view did_;  // both of literals
  std::string_view ns_;
};

}  // namespace

std::shared_ptr<const Matcher> NewWolfiMatcher() {
  return std::make_shared<RollingApkMatcher>("wolfi", "Wolfi");
}

std::shared_ptr<const Matcher> NewChainguardMatcher() {
  return std::make_shared<RollingApkMatcher>("chainguard", "Chainguard");
}

}  // namespace claircore::matcher
