#include "updater/updaters/osv/osv.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/urls.h"
#include "updater/parse/http_feed.h"
#include "updater/parse/zip.h"
#include "updater/updaters/osv/ecosystems.h"
#include "updater/updaters/osv/record.h"

namespace claircore::update {
namespace {

constexpr std::string_view kPrefix = "osv/";
constexpr std::string_view kMember = "all.zip";
constexpr std::string_view kParser = "osv2";
constexpr size_t kMaxListing = 1 << 20;
constexpr size_t kMaxEcosystemName = 200;

bool IsEcosystemName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxEcosystemName && name.front() != '.' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  std::string_view(" .:_-+()").find(c) != std::string_view::npos;
         });
}

class OsvUpdater final : public Updater {
 public:
  OsvUpdater(std::string_view ecosystem, std::string url,
             std::shared_ptr<const VersionSchemeSet> schemes)
      : name_(absl::StrCat(internal::ToAbsl(kPrefix), internal::ToAbsl(ecosystem))),
        url_(std::move(url)),
        schemes_(std::move(schemes)) {}

  std::string_view name() const override { return name_; }

  absl::StatusOr<Fetched> Fetch(const Context& context, HttpClient& http,
                                const Fingerprint& previous, BlobWriter& out) override {
    return FetchDocument(context, http, url_, kParser, kMember, previous, out);
  }

  absl::Status Parse(const Context& context, BlobReader& in,
                     VulnerabilitySink& out) const override {
    class Visitor final : public ZipVisitor {
     public:
      Visitor(const VersionSchemeSet* schemes, std::chrono::sys_seconds now, VulnerabilitySink& out)
          : parser_(schemes, now), out_(out) {}
      absl::Status File(std::string_view name, std::string_view contents) override {
        any_ = true;
        if (name.ends_with(".json")) return parser_.Parse(name, contents, out_);
        out_.Skip(name, "not a .json file");
        return absl::OkStatus();
      }
      void Unreadable(std::string_view name, std::string_view reason) override {
        any_ = true;
        out_.Skip(name, absl::StrCat("zip entry ", internal::ToAbsl(reason)));
      }
      bool any() const { return any_; }

     private:
      OsvRecordParser parser_;
      VulnerabilitySink& out_;
      bool any_ = false;
    };
    Visitor visitor(schemes_.get(), std::chrono::floor<std::chrono::seconds>(context.clock().Now()),
                    out);
    bool seen = false;
    CLAIRCORE_RETURN_IF_ERROR(in.ForEach([&](const BlobReader::Member& member) {
      if (member.name != kMember) return absl::OkStatus();
      seen = true;
      return ReadZip(context, *member.bytes, ZipLimits(), visitor);
    }));
    if (!seen) return absl::DataLossError("osv: all.zip is missing");
    return visitor.any() ? absl::OkStatus() : absl::DataLossError("osv: all.zip is empty");
  }

 private:
  const std::string name_, url_;
  const std::shared_ptr<const VersionSchemeSet> schemes_;
};

class OsvFactory final : public UpdaterFactory {
 public:
  explicit OsvFactory(OsvOptions options) : options_(std::move(options)) {
    options_.url = TrimSlashes(options_.url);
  }

  std::string_view name() const override { return "osv"; }

  absl::StatusOr<std::vector<std::unique_ptr<Updater>>> Create(const Context& context,
                                                               HttpClient& http) const override {
    std::vector<std::string> ecosystems = options_.ecosystems;
    if (ecosystems.empty()) {
      CLAIRCORE_ASSIGN_OR_RETURN(ecosystems, Discover(context, http));
    }
    std::sort(ecosystems.begin(), ecosystems.end());
    ecosystems.erase(std::unique(ecosystems.begin(), ecosystems.end()), ecosystems.end());
    std::vector<std::unique_ptr<Updater>> updaters;
    for (const std::string& ecosystem : ecosystems) {
      if (!IsEcosystemName(ecosystem)) {
        return absl::InvalidArgumentError(absl::StrCat("osv: bad ecosystem name ", ecosystem));
      }
      updaters.push_back(Make(ecosystem));
    }
    return updaters;
  }

  bool MayMake(std::string_view prefix) const override { return IsPrefixOfOne(kPrefix, prefix); }

  std::unique_ptr<Updater> ByName(std::string_view updater) const override {
    if (!updater.starts_with(kPrefix)) return nullptr;
    updater.remove_prefix(kPrefix.size());
    return IsEcosystemName(updater) ? Make(updater) : nullptr;
  }

 private:
  std::unique_ptr<Updater> Make(std::string_view ecosystem) const {
    return std::make_unique<OsvUpdater>(
        ecosystem,
        absl::StrCat(options_.url, "/", EncodeSegment(ecosystem), "/", internal::ToAbsl(kMember)),
        options_.schemes);
  }

  absl::StatusOr<std::vector<std::string>> Discover(const Context& context,
                                                    HttpClient& http) const {
    absl::StatusOr<std::string> text =
        FetchText(context, http, absl::StrCat(options_.url, "/ecosystems.txt"), kMaxListing);
    if (text.ok()) {
      std::vector<std::string> listed = Listed(*text);
      if (!listed.empty()) return listed;
      return absl::DataLossError("osv: ecosystems.txt names no ecosystem that we know");
    }
    if (!absl::IsNotFound(text.status())) return text.status();
    // A directory of files: its owner chose what is in it, so all folders count.
    text = FetchText(context, http, absl::StrCat(options_.url, "/"), kMaxListing);
    std::vector<std::string> folders;
    if (!text.ok()) {
      CLAIRCORE_ASSIGN_OR_RETURN(const bool gone,
                                 IsGone(context, http, absl::StrCat(options_.url, "/")));
      if (gone) return folders;
      return text.status();
    }
    for (std::string& name : ListedNames(*text)) {
      if (!name.ends_with('/')) continue;
      name.pop_back();
      if (IsEcosystemName(name)) folders.push_back(std::move(name));
    }
    if (!folders.empty()) return folders;
    return absl::NotFoundError(
        absl::StrCat("osv: no ecosystem found at ", internal::WithoutCredentials(options_.url)));
  }

  // One ecosystem a line. Those with a release ("Debian:12") are in their parent's file too.
  static std::vector<std::string> Listed(std::string_view text) {
    std::vector<std::string> ecosystems;
    for (const auto line : absl::StrSplit(internal::ToAbsl(text), absl::ByAnyChar("\r\n"))) {
      const std::string name(line.data(), line.size());
      if (name.find(':') == std::string::npos && IsKnownOsvEcosystem(name) &&
          FindOsvEcosystem(name).by_default) {
        ecosystems.push_back(name);
      }
    }
    return ecosystems;
  }

  OsvOptions options_;
};

}  // namespace

std::shared_ptr<const UpdaterFactory> NewOsvFactory(OsvOptions options) {
  return std::make_shared<OsvFactory>(std::move(options));
}

}  // namespace claircore::update
