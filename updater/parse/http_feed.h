#ifndef UPDATER_PARSE_HTTP_FEED_H_
#define UPDATER_PARSE_HTTP_FEED_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/http_client.h"
#include "claircore/updater.h"

namespace claircore::update {

// Fetches one document into `out` as `member`, unless it is what it was. The fingerprint is
// "<parser> etag:.." or "<parser> date:.." as the server tells documents apart, or, when it does
// not, "<parser> sha256:.." of the bytes. `parser` names the way in which they are read: after a
// change of it everything is fetched again.
//
// NOT_FOUND for 404 and 410, UNAVAILABLE for what a later run may get, PERMISSION_DENIED for 401
// and 403, UNKNOWN for any other answer.
absl::StatusOr<Fetched> FetchDocument(const Context& context, HttpClient& http,
                                      const std::string& url, std::string_view parser,
                                      std::string_view member, const Fingerprint& previous,
                                      BlobWriter& out);

// A small text, of at most `limit` bytes, for discovery. Errors as above.
absl::StatusOr<std::string> FetchText(const Context& context, HttpClient& http,
                                      const std::string& url, size_t limit);

// What an answer other than 200 means, as above. The message has not the URL's credentials.
absl::Status StatusOfAnswer(int code, const std::string& url);

// Whether there is such a document: 200 says yes, 404 and 410 no, and any other answer is an error
// of the source.
absl::StatusOr<bool> IsThere(const Context& context, HttpClient& http, const std::string& url);

// Whether the host of `url` says 410 (Gone): it has no such feed and never will. A directory of
// feeds says so for a folder that is not there. An error when the host cannot be asked, or says
// that it fails: there is no use in asking it for more.
absl::StatusOr<bool> IsGone(const Context& context, HttpClient& http, const std::string& url);

// The last path component of each `href` of a page that lists a directory, decoded; folders end in
// '/'. In the page's order, without duplicates.
std::vector<std::string> ListedNames(std::string_view html);

// Whether a name that begins with `known` may begin with `prefix`: for UpdaterFactory::MayMake().
inline bool IsPrefixOfOne(std::string_view known, std::string_view prefix) {
  return known.starts_with(prefix) || prefix.starts_with(known);
}

// `base` without its trailing slashes.
std::string TrimSlashes(std::string_view base);
// Percent-encodes what may not stand in a path segment.
std::string EncodeSegment(std::string_view segment);

}  // namespace claircore::update

#endif  // UPDATER_PARSE_HTTP_FEED_H_
