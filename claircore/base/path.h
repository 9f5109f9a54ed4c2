#ifndef CLAIRCORE_BASE_PATH_H_
#define CLAIRCORE_BASE_PATH_H_

#include <string>
#include <string_view>

// Paths inside a root, by their text alone. A clean path has no leading, trailing or double '/' and
// no "." or ".."; what would leave the root stays at it. The root itself is "".
namespace claircore::base {

std::string CleanPath(std::string_view path);
// The same, without a copy where there is nothing to clean but the ends: a part of `path`, or else
// in `scratch`.
std::string_view CleanPath(std::string_view path, std::string& scratch);

// Where the symbolic link at the clean path `link` points by its text.
std::string LinkTarget(std::string_view link, std::string_view target);
std::string_view LinkTarget(std::string_view link, std::string_view target, std::string& scratch);

// Of a clean path: what follows the last '/', and what is in front of it ("" in the root).
std::string_view BaseName(std::string_view path);
std::string_view DirName(std::string_view path);

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_PATH_H_
