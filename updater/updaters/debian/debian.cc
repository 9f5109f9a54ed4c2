#include "updater/updaters/debian/debian.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/http_feed.h"
#include "updater/updaters/debian/tracker.h"

namespace claircore::update {
namespace {

constexpr std::string_view kName = "debian";
constexpr std::string_view kMember = "data.json";
constexpr std::string_view kParser = "debian1";

class DebianUpdater final : public Updater {
 public:
  explicit DebianUpdater(std::string url) : url_(std::move(url)) {}
  std::string_view name() const override { return kName; }

  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override {
    return FetchDocument(context, http, url_, kParser, kMember, previous, out);
  }

  absl::Status Parse(const Context& context, BlobReader& in,
                     VulnerabilitySink& out) const override {
    bool seen = false;
    CLAIRCORE_RETURN_IF_ERROR(in.ForEach([&](const BlobReader::Member& member) {
      if (member.name != kMember) return absl::OkStatus();
      seen = true;
      return ParseDebianTracker(context, *member.bytes, out);
    }));
    return seen ? absl::OkStatus() : absl::DataLossError("debian: data.json is missing");
  }

 private:
  const std::string url_;
};

class DebianFactory final : public UpdaterFactory {
 public:
  explicit DebianFactory(std::string url) : url_(std::move(url)) {}
  std::string_view name() const override { return kName; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool gone, IsGone(context, http, url_));
    std::vector<std::unique_ptr<Updater>> updaters;
    if (!gone) updaters.push_back(std::make_unique<DebianUpdater>(url_));
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override { return IsPrefixOfOne(kName, prefix); }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    return updater == kName ? std::make_unique<DebianUpdater>(url_) : nullptr;
  }

 private:
  const std::string url_;
};

}  // namespace

std::shared_ptr<const UpdaterFactory> NewDebianFactory(std::string url) {
  return std::make_shared<DebianFactory>(std::move(url));
}

}  // namespace claircore::update
