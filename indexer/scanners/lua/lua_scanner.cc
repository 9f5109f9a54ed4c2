#include "indexer/scanners/lua/lua_scanner.h"

#include "indexer/scanners/lua/rock_path.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewLuaScanner() {
  return NewManifestScanner({.id = {"claircore.lua", "1"},
                             .type = "luarocks",
                             .database = "lua",
                             .globs = {"**/luarocks/rocks*/*/*/*.rockspec"},
                             .read = &ReadRockPath,
                             .keep = Keep::kEntry});
}

}  // namespace claircore::scanners
