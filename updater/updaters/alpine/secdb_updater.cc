#include "updater/updaters/alpine/secdb_updater.h"

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "updater/parse/http_feed.h"
#include "updater/updaters/alpine/secdb.h"

namespace claircore::update {
namespace {

constexpr std::string_view kParser = "secdb1";
constexpr std::string_view kJson = "secdb.json", kYaml = "secdb.yaml";

}  // namespace

absl::StatusOr<Fetched> SecdbUpdater::Fetch(const Context& context, HttpClient& http,
                                            const Fingerprint& previous, BlobWriter& out) {
  absl::StatusOr<Fetched> fetched =
      FetchDocument(context, http, absl::StrCat(url_, ".json"), kParser, kJson, previous, out);
  if (!absl::IsNotFound(fetched.status())) return fetched;
  absl::StatusOr<Fetched> yaml =
      FetchDocument(context, http, absl::StrCat(url_, ".yaml"), kParser, kYaml, previous, out);
  return absl::IsNotFound(yaml.status()) ? fetched : yaml;
}

absl::Status SecdbUpdater::Parse(const Context& context, BlobReader& in,
                                 VulnerabilitySink& out) const {
  const VersionScheme* apk = schemes_->Find("apk");
  const auto emit = [&](const SecdbPackage& package) {
    return EmitSecdbPackage(package, ns_, apk, out);
  };
  bool seen = false;
  CLAIRCORE_RETURN_IF_ERROR(in.ForEach([&](const BlobReader::Member& member) {
    if (member.name != kJson && member.name != kYaml) return absl::OkStatus();
    seen = true;
    return member.name == kJson ? ParseSecdbJson(context, *member.bytes, emit, out)
                                : ParseSecdbYaml(context, *member.bytes, emit, out);
  }));
  return seen ? absl::OkStatus() : absl::DataLossError("secdb: the document is missing");
}

}  // namespace claircore::update
