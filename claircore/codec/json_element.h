#ifndef CLAIRCORE_CODEC_JSON_ELEMENT_H_
#define CLAIRCORE_CODEC_JSON_ELEMENT_H_

#include <simdjson.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"

// Reading what simdjson parsed, with errors that say where: "index report/packages/12/kind: ..".
namespace claircore::codec {

// INVALID_ARGUMENT, to be completed by the readers around it.
absl::Status Wrong(std::string_view expected);

// Calls `read` for each member or element. Go writes null for what is empty, so null is that too.
absl::Status ForEachMember(
    simdjson::dom::element value,
    absl::FunctionRef<absl::Status(std::string_view, simdjson::dom::element)> read);
absl::Status ForEachElement(simdjson::dom::element value,
                            absl::FunctionRef<absl::Status(simdjson::dom::element)> read);

// Null is the empty string, false, and 0.
absl::Status Read(simdjson::dom::element value, std::string& to);
absl::Status Read(simdjson::dom::element value, bool& to);
absl::Status Read(simdjson::dom::element value, uint64_t& to);

// A value that is written as one string; `parse` takes the text.
template <typename T, typename Parse>
absl::Status ReadText(simdjson::dom::element value, T& to, Parse parse) {
  std::string text;
  CLAIRCORE_RETURN_IF_ERROR(Read(value, text));
  auto parsed = parse(std::string_view(text));
  if (!parsed.ok()) return absl::InvalidArgumentError(parsed.status().message());
  to = *std::move(parsed);
  return absl::OkStatus();
}

// Calls `read` with the root of the document, an object. `what` begins the message of an error.
absl::Status ParseDocument(std::string_view json, std::string_view what,
                           absl::FunctionRef<absl::Status(simdjson::dom::element)> read);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_JSON_ELEMENT_H_
