#ifndef CLAIRCORE_INDEXER_COALESCE_TEXT_H_
#define CLAIRCORE_INDEXER_COALESCE_TEXT_H_

#include <string>
#include <string_view>

namespace claircore::internal {

// `path` without a leading '/', empty and "." components; ".." never leaves the root. "" is the
// root itself.
std::string CleanPath(std::string_view path);

// Whether `text` is UTF-8 as Unicode defines it (no overlong forms, no surrogates).
bool IsUtf8(std::string_view text);

// `text` with each byte that is no part of valid UTF-8 replaced by U+FFFD. Reports travel as JSON
// and protobuf, which both insist on UTF-8, while file names and package databases hold any bytes.
std::string ToUtf8(std::string_view text);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_TEXT_H_
