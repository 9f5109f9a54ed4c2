#include "updater/parse/json.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/utf8.h"

namespace claircore::update {

absl::StatusOr<JsonElement> JsonParser::Parse(std::string_view text) {
  if (text.size() > kMaxBytes) {
    return absl::InvalidArgumentError(absl::StrCat("JSON of more than ", kMaxBytes, " bytes"));
  }
  const auto parse = [&](std::string_view input) {
    padded_.reserve(input.size() + simdjson::SIMDJSON_PADDING);
    padded_.assign(input);
    // The parser only grows, and asks for its depth when it does.
    if (!allocated_ || parser_.capacity() < input.size()) {
      const simdjson::error_code error = parser_.allocate(input.size() + 64, kMaxDepth);
      if (error) return simdjson::simdjson_result<JsonElement>(error);
      allocated_ = true;
    }
    return parser_.parse(padded_.data(), padded_.size(), /*realloc_if_needed=*/false);
  };
  auto result = parse(text);
  if (result.error() == simdjson::UTF8_ERROR) result = parse(base::ToUtf8(text));
  if (result.error() != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(simdjson::error_message(result.error()));
  }
  return result.value_unsafe();
}

std::string_view JsonString(const JsonObject& object, std::string_view key) {
  std::string_view value;
  return object[key].get(value) == simdjson::SUCCESS ? value : std::string_view();
}

JsonObject JsonChild(const JsonObject& object, std::string_view key, bool& found) {
  JsonObject child;
  found = object[key].get(child) == simdjson::SUCCESS;
  return child;
}

JsonArray JsonList(const JsonObject& object, std::string_view key, bool& found) {
  JsonArray list;
  found = object[key].get(list) == simdjson::SUCCESS;
  return list;
}

}  // namespace claircore::update
