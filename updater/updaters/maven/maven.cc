#include "updater/updaters/maven/maven.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/codec/maven_names.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/http_feed.h"
#include "updater/updaters/maven/names_table.h"

namespace claircore::update {
namespace {

constexpr std::string_view kTable = "sha1.zst";
constexpr std::string_view kParser = "maven-sha1-1";

class NamesUpdater final : public Updater {
 public:
  explicit NamesUpdater(std::string url) : url_(std::move(url)) {}
  std::string_view name() const override { return codec::kMavenNamesUpdater; }
  UpdateKind kind() const override { return UpdateKind::kEnrichment; }

  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override {
    return FetchDocument(context, http, url_, kParser, kTable, previous, out);
  }

  absl::Status Parse(const Context&, BlobReader&, VulnerabilitySink&) const override {
    return absl::UnimplementedError("brings no advisories");
  }

  absl::Status ParseEnrichments(const Context& context, BlobReader& in,
                                EnrichmentSink& out) const override {
    bool seen = false;
    CLAIRCORE_RETURN_IF_ERROR(in.ForEach([&](const BlobReader::Member& member) -> absl::Status {
      if (member.name != kTable) return absl::OkStatus();
      seen = true;
      return ParseNamesTable(context, *member.bytes, out);
    }));
    return seen ? absl::OkStatus() : absl::DataLossError("sha1.zst is missing");
  }

 private:
  const std::string url_;
};

class MavenFactory final : public UpdaterFactory {
 public:
  explicit MavenFactory(std::string url) : url_(std::move(url)) {}
  std::string_view name() const override { return "maven"; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    std::vector<std::unique_ptr<Updater>> updaters;
    if (url_.empty()) return updaters;
    // Few mirrors have one, and those that do not say only that it is not there.
    CLAIRCORE_ASSIGN_OR_RETURN(const bool there, IsThere(context, http, url_));
    if (there) updaters.push_back(ByName(codec::kMavenNamesUpdater));
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override {
    return IsPrefixOfOne(codec::kMavenNamesUpdater, prefix);
  }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (updater != codec::kMavenNamesUpdater) return nullptr;
    return std::make_unique<NamesUpdater>(url_);
  }

 private:
  const std::string url_;
};

}  // namespace

std::shared_ptr<const UpdaterFactory> NewMavenFactory(std::string url) {
  const std::string base = TrimSlashes(url);
  return std::make_shared<MavenFactory>(base.empty() ? base : base + "/" + std::string(kTable));
}

}  // namespace claircore::update
