#ifndef CLAIRCORE_INDEXER_WALK_PATHS_H_
#define CLAIRCORE_INDEXER_WALK_PATHS_H_

#include <string>
#include <string_view>

namespace claircore::walk {

// A path of a tar as a path inside the root: no leading, trailing or double '/', no "." and "..";
// what would leave the root stays at it. The root is "". The result is a part of `raw` when that
// is clean but for its ends, else it is in `scratch`.
std::string_view CleanPath(std::string_view raw, std::string& scratch);

// Where the symbolic link at the cleaned `path` points by its text alone: cleaned, into `scratch`.
std::string_view CleanTarget(std::string_view path, std::string_view target, std::string& scratch);

std::string_view Basename(std::string_view cleaned);
// "" for what lies in the root.
std::string_view Dirname(std::string_view cleaned);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_PATHS_H_
