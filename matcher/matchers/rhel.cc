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

// The stream of `module` of which `text` speaks: "nodejs:22 security update" -> "22"; empty: none.
std::string_view StreamIn(std::string_view text, std::string_view module) {
  for (size_t at = text.find(module); at != text.npos; at = text.find(module, at + 1)) {
    const bool word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n';
    const size_t begin = at + module.size() + 1;
    if (!word || begin >= text.size() || text[begin - 1] != ':') continue;
    const size_t end = std::min(text.find_first_of(" \n,;", begin), text.size());
    if (end > begin) return text.substr(begin, end - begin);
  }
  return {};
}

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

  // OSV does not say of which module stream a package is; versions of one stream mean nothing for
  // another.
  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord& record,
                const VulnerabilityView& candidate) const override {
    const Verdict& by_range = candidate.by_range();
    if (by_range.kind != Verdict::Kind::kAffected) return by_range;
    const auto affected = candidate.affected();
    if (!affected.ok()) return {Verdict::Kind::kIndeterminate, "the advisory is damaged"};
    const std::string_view module = record.package->module;
    const std::string_view fixed = (*affected)->fixed_in_version;
    const bool modular = fixed.find(".module") != fixed.npos;
    if (fixed.empty() || (!modular && module.empty())) return by_range;
    if (modular == module.empty()) return {Verdict::Kind::kNotAffected, ""};
    const size_t colon = module.find(':');
    const auto advisory = candidate.advisory();
    if (!advisory.ok()) return {Verdict::Kind::kIndeterminate, "the advisory is damaged"};
    const std::string_view stream =
        StreamIn((*advisory)->description, module.substr(0, std::min(colon, module.size())));
    if (stream.empty()) {
      return {Verdict::Kind::kIndeterminate,
              "the advisory does not say which stream of the module it is for"};
    }
    if (colon == module.npos || stream != module.substr(colon + 1)) {
      return {Verdict::Kind::kNotAffected, ""};
    }
    return by_range;
  }
};

}  // namespace

std::shared_ptr<const Matcher> NewRhelMatcher() { return std::make_shared<RhelMatcher>(); }

}  // namespace claircore::matcher
