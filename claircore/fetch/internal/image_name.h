#ifndef CLAIRCORE_FETCH_INTERNAL_IMAGE_NAME_H_
#define CLAIRCORE_FETCH_INTERNAL_IMAGE_NAME_H_

#include <string>
#include <string_view>

namespace claircore::fetch {

// `name` in full, as Docker completes it: "alpine" is "docker.io/library/alpine:latest".
std::string FullName(std::string_view name);

// The digest at the end of "name@sha256:..", or all of it when it is a digest; "" for a name
// without.
std::string_view DigestPart(std::string_view name);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_IMAGE_NAME_H_
