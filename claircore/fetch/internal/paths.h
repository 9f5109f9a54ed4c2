#ifndef CLAIRCORE_FETCH_INTERNAL_PATHS_H_
#define CLAIRCORE_FETCH_INTERNAL_PATHS_H_

#include <string>
#include <string_view>

namespace claircore::fetch {

// `path` relative to a root, without ".", ".." and empty parts; ".." stops at the root. Empty for
// the root itself.
std::string CleanPath(std::string_view path);

// Where a link at the clean path `link` with the text `target` points, as CleanPath().
std::string LinkTarget(std::string_view link, std::string_view target);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_PATHS_H_
