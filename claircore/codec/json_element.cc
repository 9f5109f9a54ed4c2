#include "claircore/codec/json_element.h"

#include "absl/strings/str_cat.h"
#include "claircore/codec/json_value.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::codec {
namespace {

using simdjson::dom::element;

constexpr size_t kMaxDepth = 64;
constexpr size_t kMaxBytes = size_t{1} << 30;

// Puts the key before what an inner reader said, so that the message reads "packages/12/kind: ..".
absl::Status Within(std::string_view key, const absl::Status& status) {
  if (status.ok()) return status;
  const std::string_view message = claircore::internal::ToStd(status.message());
  const bool path = message.starts_with('/') || message.starts_with(':');
  return absl::Status(status.code(),
                      absl::StrCat("/", claircore::internal::ToAbsl(key), path ? "" : ": ",
                                   claircore::internal::ToAbsl(message)));
}

}  // namespace

absl::Status Wrong(std::string_view expected) {
  return absl::InvalidArgumentError(
      absl::StrCat(": expected ", claircore::internal::ToAbsl(expected)));
}

absl::Status ForEachMember(element value,
                           absl::FunctionRef<absl::Status(std::string_view, element)> read) {
  if (value.is_null()) return absl::OkStatus();
  simdjson::dom::object object;
  if (value.get(object) != simdjson::SUCCESS) return Wrong("an object");
  for (const simdjson::dom::key_value_pair member : object) {
    CLAIRCORE_RETURN_IF_ERROR(Within(member.key, read(member.key, member.value)));
  }
  return absl::OkStatus();
}

absl::Status ForEachElement(element value, absl::FunctionRef<absl::Status(element)> read) {
  if (value.is_null()) return absl::OkStatus();
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return Wrong("an array");
  size_t i = 0;
  for (const element item : array) {
    CLAIRCORE_RETURN_IF_ERROR(Within(std::to_string(i++), read(item)));
  }
  return absl::OkStatus();
}

absl::Status Read(element value, std::string& to) {
  to.clear();
  if (value.is_null()) return absl::OkStatus();
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return Wrong("a string");
  to = text;
  return absl::OkStatus();
}

absl::Status Read(element value, bool& to) {
  to = false;
  if (value.is_null()) return absl::OkStatus();
  return value.get(to) == simdjson::SUCCESS ? absl::OkStatus() : Wrong("true or false");
}

absl::Status Read(element value, uint64_t& to) {
  to = 0;
  if (value.is_null()) return absl::OkStatus();
  return value.get(to) == simdjson::SUCCESS ? absl::OkStatus() : Wrong("a number from 0 on");
}

absl::Status ParseDocument(std::string_view json, std::string_view what,
                           absl::FunctionRef<absl::Status(element)> read) {
  if (json.size() > kMaxBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat(claircore::internal::ToAbsl(what), ": over 1 GiB of JSON"));
  }
  simdjson::dom::parser parser(kMaxBytes + simdjson::SIMDJSON_PADDING);
  element root;
  simdjson::error_code error = parser.allocate(json.size(), kMaxDepth);
  if (error == simdjson::SUCCESS) error = parser.parse(json.data(), json.size()).get(root);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(
        absl::StrCat(claircore::internal::ToAbsl(what), ": ", simdjson::error_message(error)));
  }
  const absl::Status status =
      root.is_object() ? read(root) : absl::InvalidArgumentError(": expected an object");
  if (status.ok()) return status;
  return absl::InvalidArgumentError(
      absl::StrCat(claircore::internal::ToAbsl(what), status.message()));
}

bool IsJson(std::string_view text) {
  simdjson::dom::parser parser;
  if (text.size() > kMaxBytes) return false;
  if (parser.allocate(text.size(), kMaxDepth) != simdjson::SUCCESS) return false;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

}  // namespace claircore::codec
