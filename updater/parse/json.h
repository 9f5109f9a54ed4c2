#ifndef UPDATER_PARSE_JSON_H_
#define UPDATER_PARSE_JSON_H_

#include <simdjson.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace claircore::update {

// simdjson's DOM with our bounds: depth, size, no exceptions, and broken UTF-8 repaired. One
// document at a time; one thread.
class JsonParser {
 public:
  static constexpr size_t kMaxBytes = size_t{256} << 20;
  static constexpr size_t kMaxDepth = 64;

  // Valid until the next call. INVALID_ARGUMENT says what is wrong with the text.
  absl::StatusOr<simdjson::dom::element> Parse(std::string_view text);

 private:
  simdjson::dom::parser parser_{kMaxBytes};
  bool allocated_ = false;
  std::string padded_;
};

using JsonElement = simdjson::dom::element;
using JsonObject = simdjson::dom::object;
using JsonArray = simdjson::dom::array;

// The value under `key` if it is of that kind, else empty. Feeds leave out and misuse fields; a
// parser that asks for what it needs cannot be surprised.
std::string_view JsonString(const JsonObject& object, std::string_view key);
JsonObject JsonChild(const JsonObject& object, std::string_view key, bool& found);
JsonArray JsonList(const JsonObject& object, std::string_view key, bool& found);

// Calls visit(JsonElement) for each element of the array under `key`, if there is one.
template <typename Visit>
void ForEachJson(const JsonObject& object, std::string_view key, Visit visit) {
  bool found = false;
  const JsonArray list = JsonList(object, key, found);
  if (!found) return;
  for (JsonElement element : list) visit(element);
}

}  // namespace claircore::update

#endif  // UPDATER_PARSE_JSON_H_
