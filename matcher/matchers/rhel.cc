#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/cpe.h"
#include "claircore/distribution.h"
#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"
#include "matcher/matchers/rpm_module.h"
#include "matcher/matchers/system_packages.h"

namespace claircore::matcher {
namespace {

constexpr std::string_view kCpeKey = "rhel-cpe-repository";
constexpr std::string_view kVendor = ":redhat:";

// Of the ids that scanners record as found (docs/decisions/0003-dnf-facts.md).
constexpr RepositoryMapping kMapping = {
    .updater = "rhel/repository-to-cpe",
    .from_key = "rhel-repository-id",
    .to_key = kCpeKey,
    .did = "rhel",
};

// Of a CPE 2.3 formatted string, as claircore's reports name repositories since 2024; empty for
// anything else.
std::string UriOf(std::string_view name) {
  if (!name.starts_with("cpe:2.3:")) return {};
  const absl::StatusOr<Cpe> cpe = Cpe::Parse(name);
  return cpe.ok() ? cpe->ToUri() : std::string();
}

// By OSV's "Red Hat" advisories, which are filed under the end of a product's CPE:
// "Red Hat:enterprise_linux:9::baseos" (https://ossf.github.io/osv-schema/, "Red Hat"). For which
// products a package was built is what its repository ids stand for.
class RhelMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "rhel"; }
  std::span<const std::string_view> types() const override { return kRpm; }
  const RepositoryMapping* repository_mapping() const override { return &kMapping; }

  void Keys(const IndexRecord& record, KeySink& keys) const override {
    std::string ns;
    for (const Repository* repository : record.repositories) {
      if (repository->key != kCpeKey) continue;
      const std::string uri = UriOf(repository->name);
      const std::string_view cpe = uri.empty() ? std::string_view(repository->name) : uri;
      const size_t vendor = cpe.find(kVendor);
      if (vendor == cpe.npos) continue;
      ns.assign("Red Hat:").append(cpe.substr(vendor + kVendor.size()));
      keys.Add(ns, record.package->name, "rpm", record.package->version);
    }
    if (ns.empty() && std::any_of(record.distributions.begin(), record.distributions.end(),
                                  [](const Distribution* d) { return d->did == kMapping.did; })) {
      keys.Decline(Unjudged::kRepositoriesUnknown, "Red Hat");
    }
  }

  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord& record,
                const VulnerabilityView& candidate) const override {
    return JudgeModule(*record.package, candidate);
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewRhelMatcher() { return std::make_shared<RhelMatcher>(); }

}  // namespace claircore::matcher
