#ifndef CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_DIRECTORY_H_
#define CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_DIRECTORY_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/http_client.h"

namespace claircore::inline v0 {

// An HttpClient that answers from a local directory of feeds instead of the network:
// "osv/Go/all.zip", "alpine/v3.18/main.json", "debian/data.json", .. stand for what the built-in
// updaters' default URLs serve, and "HOST/PATH" for every other URL. docs/feeds.md has the layout.
//
// GET and HEAD; an ETag of the contents with If-None-Match; 404 for what is not there, 410 when the
// whole feed's folder is not there; a folder is a page that lists it. Never reads outside of
// `directory`, whatever a URL or a symbolic link says. Thread-safe.
// NOT_FOUND when there is no such directory. Link //claircore/fetch/feed_directory.
absl::StatusOr<std::unique_ptr<HttpClient>> NewFeedDirectory(std::string_view directory);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_FEED_DIRECTORY_FEED_DIRECTORY_H_
