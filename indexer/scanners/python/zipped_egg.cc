#include "indexer/scanners/python/zipped_egg.h"

#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/zip/zip.h"

namespace claircore::scanners {

absl::StatusOr<std::optional<std::string>> ReadEggMetadata(const Context& context,
                                                           const RandomAccessSource& egg) {
  constexpr uint64_t kMaxBytes = uint64_t{8} << 20;
  zip::Budget budget = zip::Budget::ForFile(egg.size());
  absl::StatusOr<zip::Reader> reader = zip::Reader::Open(context, egg, budget);
  if (absl::IsInvalidArgument(reader.status())) return std::nullopt;
  if (!reader.ok()) return reader.status();
  std::optional<zip::Member> found;
  CLAIRCORE_RETURN_IF_ERROR(reader->ForEach([&](const zip::Member& member) {
    if (EqualsIgnoreCase(member.name, "EGG-INFO/PKG-INFO")) found = member;
    return !found.has_value();
  }));
  if (!found.has_value()) return std::nullopt;
  std::string text;
  CLAIRCORE_RETURN_IF_ERROR(reader->ReadInto(*found, kMaxBytes, text));
  return std::optional<std::string>(std::move(text));
}

}  // namespace claircore::scanners
