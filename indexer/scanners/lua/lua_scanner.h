#ifndef CLAIRCORE_INDEXER_SCANNERS_LUA_LUA_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_LUA_LUA_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Rocks that luarocks has installed, in every tree: lib/luarocks/rocks-5.1/NAME/VERSION/.
std::shared_ptr<const PackageScanner> NewLuaScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_LUA_LUA_SCANNER_H_
