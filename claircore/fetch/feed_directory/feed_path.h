#ifndef CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_PATH_H_
#define CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_PATH_H_

#include <optional>
#include <string>
#include <string_view>

namespace claircore::feed_directory {

// The file, relative to a directory of feeds, that stands for `url`; docs/feeds.md has the table.
// Nothing when the URL is none, or its path has "." or ".." or an encoded '/' or NUL in it.
std::optional<std::string> PathOfUrl(std::string_view url);

// A relative path as a link: percent-encoded, '/' kept.
std::string EncodePath(std::string_view path);

}  // namespace claircore::feed_directory

#endif  // CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_PATH_H_
