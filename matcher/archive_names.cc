#include "matcher/archive_names.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/codec/maven_names.h"
#include "claircore/internal/status_macros.h"

namespace claircore::matcher {
namespace {

constexpr std::string_view kHint = "sha1:";

}  // namespace

absl::StatusOr<std::string_view> ArchiveNames::NameOf(const Context& context,
                                                      std::string_view sha1) {
  const auto known = names_.find(sha1);
  if (known != names_.end()) return known->second;
  std::string& name = names_[std::string(sha1)];
  const codec::MavenNameKey key = codec::SplitSha1(sha1);
  if (key.tag.empty()) return name;
  const std::string tags[] = {std::string(key.tag)};
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<EnrichmentRecord> records,
                             store_.FindEnrichments(context, codec::kMavenNamesUpdater, tags));
  for (const EnrichmentRecord& record : records) {
    // A host may have put anything there.
    absl::StatusOr<std::string> found = codec::FindMavenName(record.json, key.rest);
    if (found.ok() && !found->empty()) name = *std::move(found);
  }
  return name;
}

absl::StatusOr<const Package*> ArchiveNames::Find(const Context& context,
                                                  const IndexRecord& record) {
  std::string_view name;
  for (const Environment& environment : record.environments) {
    const std::string_view hint = environment.repository_hint;
    if (!hint.starts_with(kHint)) return nullptr;
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view one,
                               NameOf(context, hint.substr(kHint.size())));
    if (one.empty() || (!name.empty() && one != name)) return nullptr;
    name = one;
  }
  const size_t version = name.rfind(':');
  if (version == std::string_view::npos || version == 0) return nullptr;
  Package& package = packages_.emplace_back(*record.package);
  package.name = name.substr(0, version);
  package.version = name.substr(version + 1);
  return &package;
}

}  // namespace claircore::matcher
