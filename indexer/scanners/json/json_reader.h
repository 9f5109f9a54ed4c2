#ifndef CLAIRCORE_INDEXER_SCANNERS_JSON_JSON_READER_H_
#define CLAIRCORE_INDEXER_SCANNERS_JSON_JSON_READER_H_

#include <simdjson.h>

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::scanners {

// Reads small and middling JSON documents whole; keeps its memory from one to the next. One thread.
class JsonReader {
 public:
  static constexpr size_t kMaxBytes = size_t{32} << 20;
  static constexpr size_t kMaxValues = 2'500'000;  // keys count too

  // The document's object; it and its strings are valid until the next Read(). DATA_LOSS for what
  // is no JSON object; RESOURCE_EXHAUSTED for more than kMaxBytes, or more values than the memory
  // of a document may hold: each takes some 24 bytes, and may have been written in two.
  absl::StatusOr<simdjson::dom::object> Read(std::string_view text);

 private:
  simdjson::dom::parser parser_{kMaxBytes};
};

// The member of that name if it is a string; else empty. Of two members of a name the first counts.
std::string_view StringMember(simdjson::dom::object object, std::string_view name);
// The element if it is a string; else empty.
std::string_view StringOf(simdjson::dom::element element);
// The member as an object or an array. False: there is no such member, or it is something else.
bool ObjectMember(simdjson::dom::object object, std::string_view name, simdjson::dom::object& out);
bool ArrayMember(simdjson::dom::object object, std::string_view name, simdjson::dom::array& out);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JSON_JSON_READER_H_
