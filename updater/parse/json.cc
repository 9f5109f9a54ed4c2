#include "updater/parse/json.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace claircore::update {
namespace {

// The length of the valid UTF-8 sequence at the start of `s`, or 0.
size_t SequenceLength(std::string_view s) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(s[i]); };
  const auto tail = [&](size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned char c = byte(0);
  if (c < 0x80) return 1;
  if (c >= 0xC2 && c <= 0xDF) return tail(1) ? 2 : 0;
  if (c >= 0xE0 && c <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (c == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (c == 0xED && byte(1) > 0x9F) return 0;  // a surrogate
    return 3;
  }
  if (c >= 0xF0 && c <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (c == 0xF0 && byte(1) < 0x90) return 0;  // overlong
    if (c == 0xF4 && byte(1) > 0x8F) return 0;  // past U+10FFFF
    return 4;
  }
  return 0;
}

}  // namespace

std::string RepairUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  while (!text.empty()) {
    const size_t n = SequenceLength(text);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out += text.substr(0, n);
      text.remove_prefix(n);
    }
  }
  return out;
}

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
  if (result.error() == simdjson::UTF8_ERROR) result = parse(RepairUtf8(text));
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
