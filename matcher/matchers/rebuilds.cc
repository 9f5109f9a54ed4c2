#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "claircore/distribution.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"
#include "matcher/matchers/rpm_module.h"
#include "matcher/matchers/system_packages.h"

namespace claircore::matcher {
namespace {

// Systems that are built from Red Hat's sources and publish advisories of their own in OSV, filed
// by major release and by the binary package's name ("AlmaLinux:9", "Rocky Linux:8").
class RebuildMatcher final : public Matcher {
 public:
  RebuildMatcher(std::string_view did, std::string_view ns) : did_(did), ns_(ns) {}
  std::string_view name() const override { return did_; }
  std::span<const std::string_view> types() const override { return kRpm; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Distribution* distribution : record.distributions) {
      if (distribution->did != did_) continue;
      const std::string_view release = distribution->version_id;
      const std::string_view major = release.substr(0, release.find('.'));
      if (major.empty()) {
        keys.Decline(Unjudged::kReleaseUnknown, ns_);
        continue;
      }
      std::string ns(ns_);
      ns.append(":").append(major);
      keys.Add(ns, record.package->name, "rpm", record.package->version);
    }
  }
  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord& record,
                const VulnerabilityView& candidate) const override {
    return JudgeModule(*record.package, candidate);
  }

 private:
  std::string_view did_;  // both of literals
  std::string_view ns_;
};

}  // namespace

std::shared_ptr<const Matcher> NewAlmaLinuxMatcher() {
  return std::make_shared<RebuildMatcher>("almalinux", "AlmaLinux");
}

std::shared_ptr<const Matcher> NewRockyLinuxMatcher() {
  return std::make_shared<RebuildMatcher>("rocky", "Rocky Linux");
}

}  // namespace claircore::matcher
