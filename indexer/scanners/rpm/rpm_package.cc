#include "indexer/scanners/rpm/rpm_package.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "indexer/scanners/rpm/pgp_issuer.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using rpmdb::RpmField;

constexpr uint32_t kSha256 = 8;  // RFC 4880, section 9.4

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

// A query string, as Clair's reports have it: the payload's digest and the signing key.
std::string RepositoryHint(const rpmdb::RpmHeader& header) {
  std::string hint;
  const std::string_view digest = header.String(RpmField::kPayloadDigest);
  if (header.Number(RpmField::kPayloadDigestAlgo) == kSha256 && digest.size() == 64 &&
      IsHex(digest)) {
    hint.append("hash=sha256%3A").append(digest);
  }
  if (const auto issuer = PgpIssuer(header.Bytes(RpmField::kSignature))) {
    absl::StrAppend(&hint, hint.empty() ? "" : "&", "key=", absl::Hex(*issuer, absl::kZeroPad16));
  }
  return hint;
}

}  // namespace

RpmFields FieldsOf(const rpmdb::RpmHeader& header) {
  return {.name = header.String(RpmField::kName),
          .version = header.String(RpmField::kVersion),
          .release = header.String(RpmField::kRelease),
          .epoch = header.Number(RpmField::kEpoch).value_or(0),
          .arch = header.String(RpmField::kArch),
          .source_rpm = header.String(RpmField::kSourceRpm),
          .module = ModuleStream(header.String(RpmField::kModularityLabel)),
          .repository_hint = RepositoryHint(header)};
}

std::string_view ModuleStream(std::string_view label) {
  const size_t stream = label.find(':');
  if (stream == std::string_view::npos) return {};
  const size_t end = label.find(':', stream + 1);
  return end == std::string_view::npos ? std::string_view() : label.substr(0, end);
}

std::optional<RpmSource> ParseSourceRpm(std::string_view file_name) {
  bool is_source = false;
  for (std::string_view suffix : {".nosrc.rpm", ".src.rpm"}) {
    if (is_source || !file_name.ends_with(suffix)) continue;
    file_name.remove_suffix(suffix.size());
    is_source = true;
  }
  const size_t release = file_name.rfind('-');
  if (!is_source || release == std::string_view::npos || release == 0) return std::nullopt;
  const size_t version = file_name.rfind('-', release - 1);
  if (version == std::string_view::npos) return std::nullopt;
  const RpmSource source = {file_name.substr(0, version), file_name.substr(version + 1)};
  if (!IsToken(source.name) || !IsToken(source.version)) return std::nullopt;
  return source;
}

absl::StatusOr<std::optional<Package>> RpmPackages::Make(const RpmFields& fields) {
  if (!IsToken(fields.name) || !IsToken(fields.version) || !IsToken(fields.release)) {
    return absl::DataLossError("no usable name, version or release");
  }
  if (fields.name == "gpg-pubkey") return std::nullopt;
  Package package;
  package.name = fields.name;
  if (fields.epoch != 0) package.version = std::to_string(fields.epoch) + ":";
  package.version.append(fields.version).append("-").append(fields.release);
  package.kind = PackageKind::kBinary;
  package.source = SourceFor(fields);
  package.type = "rpm";
  if (IsPlain(fields.arch)) package.arch = fields.arch;
  if (IsPlain(fields.module)) package.module = fields.module;
  package.package_db = package_db_;
  package.filepath = filepath_;
  package.repository_hint = fields.repository_hint;
  return package;
}

std::shared_ptr<const Package> RpmPackages::SourceFor(const RpmFields& fields) {
  const std::optional<RpmSource> parts = ParseSourceRpm(fields.source_rpm);
  if (!parts) return nullptr;
  std::string key(fields.source_rpm);
  key.append("\n").append(fields.module);
  std::shared_ptr<const Package>& source = sources_[std::move(key)];
  if (source == nullptr) {
    Package made;
    made.name = parts->name;
    made.version = parts->version;
    made.kind = PackageKind::kSource;
    made.type = "rpm";
    if (IsPlain(fields.module)) made.module = fields.module;
    source = std::make_shared<const Package>(std::move(made));
  }
  return source;
}

}  // namespace claircore::scanners
