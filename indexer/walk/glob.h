#ifndef CLAIRCORE_INDEXER_WALK_GLOB_H_
#define CLAIRCORE_INDEXER_WALK_GLOB_H_

#include <string>
#include <string_view>

namespace claircore::walk {

// The regular expression, in RE2's Latin-1 syntax, of a glob as FileWants::Glob() describes it.
std::string GlobToRegex(std::string_view glob);

// The directory in front of the first wildcard: "var/lib/dpkg/info" of "var/lib/dpkg/info/*.list".
std::string_view LiteralDirectory(std::string_view glob);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_GLOB_H_
