#include "indexer/scanners/json/json_reader.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// At least as many as there are values and keys, but for the first of each list; those within
// strings count as well.
size_t Separators(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += c == ',' || c == ':' || c == '[' || c == '{';
  return count;
}

}  // namespace

absl::StatusOr<simdjson::dom::object> JsonReader::Read(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (text.size() > kMaxBytes) return absl::ResourceExhaustedError("larger than 32 MiB");
  // simdjson copies from where there is nothing to copy.
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  if (text.size() > kMaxValues && Separators(text) > kMaxValues) {
    return absl::ResourceExhaustedError("more than 2,500,000 values");
  }
  simdjson::dom::element document;
  if (const auto error = parser_.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) {
    return absl::DataLossError("no JSON object");
  }
  return object;
}

std::string_view StringOf(simdjson::dom::element element) {
  std::string_view text;
  return element.get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::string_view StringMember(simdjson::dom::object object, std::string_view name) {
  simdjson::dom::element element;
  if (object.at_key(name).get(element) != simdjson::SUCCESS) return {};
  return StringOf(element);
}

bool ObjectMember(simdjson::dom::object object, std::string_view name, simdjson::dom::object& out) {
  return object.at_key(name).get_object().get(out) == simdjson::SUCCESS;
}

bool ArrayMember(simdjson::dom::object object, std::string_view name, simdjson::dom::array& out) {
  return object.at_key(name).get_array().get(out) == simdjson::SUCCESS;
}

}  // namespace claircore::scanners
