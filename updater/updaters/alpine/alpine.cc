#include "updater/updaters/alpine/alpine.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/urls.h"
#include "updater/parse/http_feed.h"
#include "updater/updaters/alpine/secdb_updater.h"

namespace claircore::update {
namespace {

constexpr std::string_view kPrefix = "alpine/";
constexpr size_t kMaxListing = 1 << 20;
constexpr int kFirstRelease = 2;  // v3.2 is the oldest in the database
constexpr int kLastRelease = 99;
constexpr int kMaxGap = 2;  // a mirror may have left out a release

// "v3.18" or "edge".
bool IsRelease(std::string_view name) {
  if (name == "edge") return true;
  if (!name.starts_with('v') || name.size() > 16) return false;
  const size_t dot = name.find('.');
  const auto number = [](std::string_view s) {
    return !s.empty() && std::ranges::all_of(s, [](char c) { return c >= '0' && c <= '9'; });
  };
  return dot != std::string_view::npos && number(name.substr(1, dot - 1)) &&
         number(name.substr(dot + 1));
}

bool IsRepository(std::string_view name) { return name == "main" || name == "community"; }

class AlpineFactory final : public UpdaterFactory {
 public:
  AlpineFactory(std::string url, std::shared_ptr<const VersionSchemeSet> schemes)
      : url_(TrimSlashes(url)), schemes_(std::move(schemes)) {}

  std::string_view name() const override { return "alpine"; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool gone, IsGone(context, http, absl::StrCat(url_, "/")));
    std::vector<std::unique_ptr<Updater>> updaters;
    if (gone) return updaters;
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<std::string> listed, Names(context, http, "/"));
    for (std::string name : listed) {
      if (!name.ends_with('/')) continue;
      name.pop_back();
      if (IsRelease(name)) CLAIRCORE_RETURN_IF_ERROR(List(context, http, name, updaters));
    }
    if (updaters.empty()) CLAIRCORE_RETURN_IF_ERROR(Probe(context, http, updaters));
    if (updaters.empty()) {
      return absl::NotFoundError(
          absl::StrCat("alpine: no release found at ", internal::WithoutCredentials(url_)));
    }
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override { return IsPrefixOfOne(kPrefix, prefix); }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (!updater.starts_with(kPrefix)) return nullptr;
    updater.remove_prefix(kPrefix.size());
    const size_t slash = updater.find('/');
    if (slash == std::string_view::npos) return nullptr;
    const std::string_view release = updater.substr(0, slash);
    const std::string_view repository = updater.substr(slash + 1);
    if (!IsRelease(release) || !IsRepository(repository)) return nullptr;
    return Make(release, repository);
  }

 private:
  std::unique_ptr<Updater> Make(std::string_view release, std::string_view repository) const {
    const auto r = internal::ToAbsl(release), p = internal::ToAbsl(repository);
    return std::make_unique<SecdbUpdater>(absl::StrCat(internal::ToAbsl(kPrefix), r, "/", p),
                                          absl::StrCat("Alpine:", r),
                                          absl::StrCat(url_, "/", r, "/", p), schemes_);
  }

  // What the folder lists; nothing when it lists nothing, which a mirror need not do: 404, or 403
  // as web servers say it. Any other failure is the source's.
  absl::StatusOr<std::vector<std::string>> Names(const Context& context, HttpClient& http,
                                                 std::string_view folder) const {
    const absl::StatusOr<std::string> listing =
        FetchText(context, http, absl::StrCat(url_, internal::ToAbsl(folder)), kMaxListing);
    if (listing.ok()) return ListedNames(*listing);
    if (absl::IsNotFound(listing.status()) || absl::IsPermissionDenied(listing.status())) {
      return std::vector<std::string>();
    }
    return listing.status();
  }

  absl::Status List(const Context& context, HttpClient& http, const std::string& release,
                    std::vector<std::unique_ptr<Updater>>& updaters) const {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                               Names(context, http, absl::StrCat("/", release, "/")));
    if (names.empty()) return ProbeRelease(context, http, release, updaters).status();
    for (const std::string_view repository : {"main", "community"}) {
      const auto has = [&](std::string_view suffix) {
        return std::find(names.begin(), names.end(),
                         absl::StrCat(internal::ToAbsl(repository), internal::ToAbsl(suffix))) !=
               names.end();
      };
      if (has(".json") || has(".yaml")) updaters.push_back(Make(release, repository));
    }
    return absl::OkStatus();
  }

  // v3.2, v3.3, .. up to where some in a row are not there, and edge.
  absl::Status Probe(const Context& context, HttpClient& http,
                     std::vector<std::unique_ptr<Updater>>& updaters) const {
    int absent = 0;
    for (int minor = kFirstRelease; minor <= kLastRelease; ++minor) {
      CLAIRCORE_ASSIGN_OR_RETURN(const bool any,
                                 ProbeRelease(context, http, absl::StrCat("v3.", minor), updaters));
      absent = any ? 0 : absent + 1;
      if (absent > kMaxGap && !updaters.empty()) break;
    }
    return ProbeRelease(context, http, "edge", updaters).status();
  }

  absl::StatusOr<bool> ProbeRelease(const Context& context, HttpClient& http,
                                    const std::string& release,
                                    std::vector<std::unique_ptr<Updater>>& updaters) const {
    bool any = false;
    for (const std::string_view repository : {"main", "community"}) {
      CLAIRCORE_ASSIGN_OR_RETURN(
          const bool there,
          IsThere(context, http,
                  absl::StrCat(url_, "/", release, "/", internal::ToAbsl(repository), ".json")));
      if (!there) continue;
      updaters.push_back(Make(release, repository));
      any = true;
    }
    return any;
  }

  const std::string url_;
  const std::shared_ptr<const VersionSchemeSet> schemes_;
};

class SecdbFactory final : public UpdaterFactory {
 public:
  SecdbFactory(SecdbSource source, std::shared_ptr<const VersionSchemeSet> schemes)
      : source_(std::move(source)), schemes_(std::move(schemes)) {}

  std::string_view name() const override { return source_.name; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool gone, IsGone(context, http, source_.url));
    std::vector<std::unique_ptr<Updater>> updaters;
    if (!gone) updaters.push_back(ByName(source_.name));
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override {
    return IsPrefixOfOne(source_.name, prefix);
  }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (updater != source_.name) return nullptr;
    constexpr std::string_view kSuffix = ".json";
    std::string url = source_.url;
    if (url.ends_with(kSuffix)) url.resize(url.size() - kSuffix.size());
    return std::make_unique<SecdbUpdater>(source_.name, source_.ns, std::move(url), schemes_);
  }

 private:
  const SecdbSource source_;
  const std::shared_ptr<const VersionSchemeSet> schemes_;
};

}  // namespace

std::shared_ptr<const UpdaterFactory> NewAlpineFactory(
    std::string url, std::shared_ptr<const VersionSchemeSet> schemes) {
  return std::make_shared<AlpineFactory>(std::move(url), std::move(schemes));
}

std::shared_ptr<const UpdaterFactory> NewSecdbFactory(
    SecdbSource source, std::shared_ptr<const VersionSchemeSet> schemes) {
  return std::make_shared<SecdbFactory>(std::move(source), std::move(schemes));
}

}  // namespace claircore::update
