#ifndef CLAIRCORE_INDEXER_SCANNERS_NIX_STORE_PATH_H_
#define CLAIRCORE_INDEXER_SCANNERS_NIX_STORE_PATH_H_

#include <string_view>

namespace claircore::scanners {

// A name as the Nix language's builtins.parseDrvName cuts it.
struct NixName {
  std::string_view name;
  std::string_view version;  // may be empty
};
// The version begins after the first dash that no letter follows.
NixName ParseNixName(std::string_view text);

// "nix/store/HASH-NAME" of a path below it; empty for other paths.
std::string_view NixStorePath(std::string_view path);

// What stands at "nix/store/HASH-NAME". The output's name ("-dev"), which Nix appends, is left out
// of the version. An empty version: no package, but a file without one, a source or a patch.
NixName NixPackage(std::string_view store_path);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NIX_STORE_PATH_H_
