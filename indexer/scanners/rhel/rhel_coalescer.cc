#include "indexer/scanners/rhel/rhel_coalescer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"

namespace claircore::scanners {
namespace {

constexpr size_t kCheckEvery = 1024;             // packages
constexpr size_t kMaxAttributions = 10'000'000;  // as of the path coalescer
constexpr std::string_view kRepoId = "repoid=";

// dnf keeps the history of the system, not of another root within the image.
bool IsSystemDatabase(std::string_view filepath) {
  constexpr std::array<std::string_view, 3> kFolders = {"var/lib/rpm/", "usr/lib/sysimage/rpm/",
                                                        "usr/share/rpm/"};
  return std::any_of(kFolders.begin(), kFolders.end(),
                     [&](std::string_view folder) { return filepath.starts_with(folder); });
}

// As in a URL's query, which is the form of hints.
std::string Escape(std::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string escaped;
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
        c == '.' || c == '_' || c == '~') {
      escaped += c;
    } else {
      escaped += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return escaped;
}

// Repository ids by (name, version, arch); the newest layer's word counts, also when a later layer
// cleans up the file.
using DnfFacts = internal::HashMap<std::tuple<std::string_view, std::string_view, std::string_view>,
                                   std::string_view>;

absl::StatusOr<DnfFacts> CollectFacts(const Context& context,
                                      std::span<const LayerFindings> layers) {
  DnfFacts facts;
  for (const LayerFindings& layer : layers) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    // Sorted by file: dnf5's, below usr/, comes before dnf4's, and replaced it.
    for (auto p = layer.packages.rbegin(); p != layer.packages.rend(); ++p) {
      if (!IsDnfFact(*p) || !p->repository_hint.starts_with(kRepoId)) continue;
      facts.insert_or_assign({p->name, p->version, p->arch},
                             std::string_view(p->repository_hint).substr(kRepoId.size()));
    }
  }
  return facts;
}

std::vector<LayerFindings> WithoutFacts(std::span<const LayerFindings> layers) {
  std::vector<LayerFindings> result;
  result.reserve(layers.size());
  for (const LayerFindings& layer : layers) {
    LayerFindings& copy = result.emplace_back();
    std::remove_copy_if(layer.packages.begin(), layer.packages.end(),
                        std::back_inserter(copy.packages), IsDnfFact);
    copy.distributions = layer.distributions;
    copy.repositories = layer.repositories;
    copy.databases = layer.databases;
  }
  return result;
}

// The content sets that go with each layer.
class ContentSets {
 public:
  ContentSets(const ImageView& image, std::span<const LayerFindings> layers) {
    std::vector<std::set<std::string>> own(layers.size());
    for (size_t i = 0; i < layers.size(); ++i) {
      for (const Repository& repository : layers[i].repositories) {
        if (repository.key == kRepositoryIdKey) own[i].insert(repository.name);
      }
    }
    // From below, then from above for those that have nothing below.
    for (size_t i = 1; i < own.size(); ++i) {
      if (own[i].empty()) own[i] = own[i - 1];
    }
    for (size_t i = own.size(); i-- > 1;) {
      if (own[i - 1].empty()) own[i - 1] = own[i];
    }
    for (size_t i = 0; i < own.size(); ++i) {
      by_layer_.try_emplace(image.layers()[i], std::move(own[i]));
    }
  }

  const std::set<std::string>& Of(const Digest& layer) const {
    const auto found = by_layer_.find(layer);
    return found == by_layer_.end() ? none_ : found->second;
  }

 private:
  const std::set<std::string> none_;
  std::map<Digest, std::set<std::string>> by_layer_;
};

// Changes the report of the path coalescer.
class Attribution {
 public:
  Attribution(const ImageView& image, std::span<const LayerFindings> layers, DnfFacts facts,
              IndexReport& report)
      : content_sets_(image, layers), facts_(std::move(facts)), report_(report) {
    for (const auto& [id, repository] : report.repositories) {
      if (repository.key == kRepositoryIdKey) ids_.emplace(repository.name, id);
    }
  }

  absl::Status Run(const Context& context) {
    size_t seen = 0;
    for (auto& [id, environments] : report_.environments) {
      if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const Package& package = report_.packages.at(id);
      if (package.type != "rpm") continue;
      for (Environment& environment : environments) {
        Attribute(package, environment);
        attributions_ += environment.repository_ids.size();
      }
      if (attributions_ > kMaxAttributions) {
        return absl::ResourceExhaustedError(
            "more than 10,000,000 pairs of a package and a repository");
      }
    }
    if (without_repository_ > 0) ReportMissing();
    return absl::OkStatus();
  }

 private:
  void Attribute(const Package& package, Environment& e) {
    const auto distribution = report_.distributions.find(e.distribution_id);
    const bool is_rhel =
        distribution != report_.distributions.end() && distribution->second.did == "rhel";
    std::erase_if(e.repository_ids, [&](const std::string& id) {
      return report_.repositories.at(id).key == kRepositoryIdKey;
    });
    const size_t others = e.repository_ids.size();
    const std::set<std::string>& content_sets = content_sets_.Of(e.introduced_in);
    bool is_decided = false;
    if (const auto fact = facts_.find({package.name, package.version, package.arch});
        fact != facts_.end() && IsSystemDatabase(e.filepath)) {
      const std::string repository(fact->second);
      if (!e.repository_hint.empty()) e.repository_hint += '&';
      e.repository_hint += std::string(kRepoId) + Escape(repository);
      is_decided = content_sets.contains(repository);
      // "@commandline" and the like are dnf's own words for no repository.
      if (is_decided || (is_rhel && !repository.starts_with('@'))) {
        e.repository_ids.push_back(IdOf(repository));
      }
    }
    if (!is_decided) {
      for (const std::string& name : content_sets) e.repository_ids.push_back(IdOf(name));
    }
    // Keys of other people are no packages of a repository.
    if (is_rhel && e.repository_ids.size() == others && package.name != "gpg-pubkey") {
      ++without_repository_;
      if (!missing_.has_value()) missing_ = e.introduced_in;
    }
    std::sort(e.repository_ids.begin(), e.repository_ids.end());
  }

  const std::string& IdOf(const std::string& name) {
    const auto [at, is_new] = ids_.try_emplace(name);
    if (is_new) {
      // Any id will do that is not taken: the engine numbers anew.
      at->second = std::string(kRepoId) + name;
      Repository repository = MakeRepositoryId(name);
      repository.id = at->second;
      report_.repositories.emplace(at->second, std::move(repository));
    }
    return at->second;
  }

  void ReportMissing() {
    Problem problem;
    problem.layer = *missing_;
    problem.scanner = "claircore.rhel.content-manifest";
    problem.code = absl::StatusCodeToString(absl::StatusCode::kNotFound);
    problem.message = "nothing says which repositories " + std::to_string(without_repository_) +
                      (without_repository_ == 1 ? " package" : " packages") +
                      " of Red Hat Enterprise Linux came from: no content manifest, no history of "
                      "dnf";
    report_.problems.push_back(std::move(problem));
  }

  const ContentSets content_sets_;
  const DnfFacts facts_;
  IndexReport& report_;
  std::map<std::string, std::string> ids_;  // by repository id of the system
  size_t attributions_ = 0;
  size_t without_repository_ = 0;
  std::optional<Digest> missing_;
};

class RhelCoalescer final : public Coalescer {
 public:
  ScannerId id() const override { return {"claircore.rhel", "1"}; }

  absl::StatusOr<IndexReport> Coalesce(const Context& context, const ImageView& image,
                                       std::span<const LayerFindings> layers) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(DnfFacts facts, CollectFacts(context, layers));
    absl::StatusOr<IndexReport> report =
        facts.empty() ? path_->Coalesce(context, image, layers)
                      : path_->Coalesce(context, image, WithoutFacts(layers));
    if (!report.ok()) return report;
    CLAIRCORE_RETURN_IF_ERROR(Attribution(image, layers, std::move(facts), *report).Run(context));
    return report;
  }

 private:
  const std::shared_ptr<const Coalescer> path_ = NewPathCoalescer();
};

}  // namespace

std::shared_ptr<const Coalescer> NewRhelCoalescer() {
  return std::make_shared<const RhelCoalescer>();
}

}  // namespace claircore::scanners
