#ifndef UPDATER_PARSE_JSON_MEMBERS_H_
#define UPDATER_PARSE_JSON_MEMBERS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::update {

struct JsonMemberLimits {
  size_t key_bytes = 4 << 10;
  size_t value_bytes = 16 << 20;
};

// One member of a nested object: the keys that lead to it, still in JSON's escapes but without
// quotes, and the text of its value. An empty value was longer than the limit.
struct JsonMember {
  std::span<const std::string> keys;
  std::string_view value;
};

// Cuts one huge JSON document, objects and arrays nested `levels` deep, into the members of the
// innermost ones, so that a parser needs memory for one of them only. An array's elements have the
// key "". The document itself is an object. What stands at a higher level and is neither object nor
// array is a member with fewer keys. Checks the structure it walks over, and of a value no more
// than what it needs to find its end; a parser sees the rest. DATA_LOSS, with its offset, when the
// document breaks off or is none; errors of `visit` end the reading.
absl::Status ForEachJsonMember(const Context& context, const RandomAccessSource& document,
                               size_t levels, const JsonMemberLimits& limits,
                               absl::FunctionRef<absl::Status(const JsonMember&)> visit);

// Whether a key is text without escapes, blanks and control characters, as the names of packages,
// issues and repositories are: one that is not is not worth decoding.
bool IsPlainKey(std::string_view key);

}  // namespace claircore::update

#endif  // UPDATER_PARSE_JSON_MEMBERS_H_
