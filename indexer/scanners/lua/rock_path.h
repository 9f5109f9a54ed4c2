#ifndef CLAIRCORE_INDEXER_SCANNERS_LUA_ROCK_PATH_H_
#define CLAIRCORE_INDEXER_SCANNERS_LUA_ROCK_PATH_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Takes a rock from the path of its rockspec, .../rocks-5.1/NAME/VERSION/NAME-VERSION.rockspec, as
// `luarocks list` does (https://github.com/luarocks/luarocks/wiki/File-locations). The rockspec
// itself is a Lua program; nothing needs to be read of it. Other paths give nothing.
absl::Status ReadRockPath(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_LUA_ROCK_PATH_H_
