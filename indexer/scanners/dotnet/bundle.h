#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_BUNDLE_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_BUNDLE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::scanners {

// A program that .NET published as a single file
// (https://github.com/dotnet/designs/blob/main/accepted/2020/single-file/design.md): behind the
// host's own code lie the application's files and, last, a header that lists them. The host has the
// header's place among its data, in front of a text of 32 bytes that is known by all.

// Whether the file may be one: an ELF program with more behind it than its own headers tell of.
// `head` has executables::kSniffBytes of it.
bool MayBeBundle(uint64_t size, std::string_view head);

struct Bundle {
  std::string deps_name;  // "app.deps.json"
  std::string deps_json;  // its bytes
};
// Absent: no bundle, or one without a deps.json. DATA_LOSS for a header that leads out of the file
// or cannot be read, RESOURCE_EXHAUSTED for more than 100,000 files or a deps.json of 32 MiB.
absl::StatusOr<std::optional<Bundle>> ReadBundle(const Context& context,
                                                 const RandomAccessSource& file);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_BUNDLE_H_
