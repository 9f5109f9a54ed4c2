#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_DEPS_JSON_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_DEPS_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {

struct DotnetPackage {
  std::string name;
  std::string version;
  friend bool operator==(const DotnetPackage&, const DotnetPackage&) = default;
};

struct DepsJson {
  // As listed: NuGet packages that bring a file, the bundled runtime's packs under their NuGet
  // names, and the application itself.
  std::vector<DotnetPackage> packages;
  // Base names, in lower case, of the files that these bring: they are accounted for.
  internal::HashSet<std::string> files;
  // How many entries had no usable name or version.
  size_t broken = 0;
};

// Reads a NAME.deps.json, which tells the .NET host what to load
// (https://github.com/dotnet/sdk/blob/main/documentation/specs/runtime-configuration-file.md).
// `libraries` names everything that took part in the build; what runs is what the target of
// `runtimeTarget` gives files to. A package without a file is a reference for the compiler, a
// collection of others, or replaced by the framework's own copy, and is left out. Where the file
// has no such target, all of its packages count. `name` decides which project is the application.
absl::StatusOr<DepsJson> ReadDepsJson(std::string_view text, std::string_view name,
                                      JsonReader& reader);

// ASCII only.
std::string LowerCase(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_DEPS_JSON_H_
