#include "claircore/codec/repository_cpes.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/codec/json_element.h"
#include "claircore/codec/json_writer.h"
#include "claircore/internal/status_macros.h"

namespace claircore::codec {

using simdjson::dom::element;

std::string RepositoryCpesToJson(std::span<const std::string> cpes) {
  JsonWriter w(false);
  w.BeginObject();
  w.Key("cpes");
  w.BeginArray();
  for (const std::string& cpe : cpes) w.String(cpe);
  w.EndArray();
  w.EndObject();
  return std::move(w).Take();
}

absl::StatusOr<std::vector<std::string>> RepositoryCpesFromJson(std::string_view json) {
  std::vector<std::string> cpes;
  const auto read = [&](std::string_view key, element value) -> absl::Status {
    if (key != "cpes") return absl::OkStatus();
    return ForEachElement(value, [&](element item) { return Read(item, cpes.emplace_back()); });
  };
  CLAIRCORE_RETURN_IF_ERROR(ParseDocument(json, "CPEs of a repository",
                                          [&](element root) { return ForEachMember(root, read); }));
  return cpes;
}

}  // namespace claircore::codec
