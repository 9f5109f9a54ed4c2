#include "updater/updaters/rhel/rhel.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/http_feed.h"
#include "updater/updaters/rhel/repository_to_cpe.h"

namespace claircore::update {
namespace {

constexpr std::string_view kRepositoryToCpe = "rhel/repository-to-cpe";
constexpr std::string_view kMember = "repository-to-cpe.json";
constexpr std::string_view kParser = "repository-to-cpe1";

class RepositoryToCpeUpdater final : public Updater {
 public:
  explicit RepositoryToCpeUpdater(std::string url) : url_(std::move(url)) {}
  std::string_view name() const override { return kRepositoryToCpe; }
  UpdateKind kind() const override { return UpdateKind::kEnrichment; }

  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override {
    return FetchDocument(context, http, url_, kParser, kMember, previous, out);
  }

  absl::Status Parse(const Context&, BlobReader&, VulnerabilitySink&) const override {
    return absl::UnimplementedError("brings no advisories");
  }

  absl::Status ParseEnrichments(const Context& context, BlobReader& in,
                                EnrichmentSink& out) const override {
    bool seen = false;
    CLAIRCORE_RETURN_IF_ERROR(in.ForEach([&](const BlobReader::Member& member) {
      if (member.name != kMember) return absl::OkStatus();
      seen = true;
      return ParseRepositoryToCpe(context, *member.bytes, out);
    }));
    return seen ? absl::OkStatus() : absl::DataLossError("repository-to-cpe.json is missing");
  }

 private:
  const std::string url_;
};

class RhelFactory final : public UpdaterFactory {
 public:
  explicit RhelFactory(std::string repository_to_cpe_url)
      : repository_to_cpe_url_(std::move(repository_to_cpe_url)) {}
  std::string_view name() const override { return "rhel"; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool gone, IsGone(context, http, repository_to_cpe_url_));
    std::vector<std::unique_ptr<Updater>> updaters;
    if (!gone) updaters.push_back(ByName(kRepositoryToCpe));
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override {
    return IsPrefixOfOne(kRepositoryToCpe, prefix);
  }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (updater != kRepositoryToCpe) return nullptr;
    return std::make_unique<RepositoryToCpeUpdater>(repository_to_cpe_url_);
  }

 private:
  const std::string repository_to_cpe_url_;
};

}  // namespace

std::shared_ptr<const UpdaterFactory> NewRhelFactory(std::string repository_to_cpe_url) {
  return std::make_shared<RhelFactory>(std::move(repository_to_cpe_url));
}

}  // namespace claircore::update
