#include "claircore/codec/maven_names.h"

#include "claircore/codec/json_element.h"
#include "claircore/codec/json_writer.h"
#include "claircore/internal/status_macros.h"

namespace claircore::codec {

using simdjson::dom::element;

MavenNameKey SplitSha1(std::string_view sha1) {
  constexpr size_t kDigits = 40;
  if (sha1.size() != kDigits ||
      sha1.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return {};
  }
  return {sha1.substr(0, kMavenTagDigits), sha1.substr(kMavenTagDigits)};
}

std::string MavenNamesToJson(std::span<const std::pair<std::string, std::string>> names) {
  JsonWriter w(false);
  w.BeginObject();
  for (const auto& [rest, name] : names) {
    w.Key(rest);
    w.String(name);
  }
  w.EndObject();
  return std::move(w).Take();
}

absl::StatusOr<std::string> FindMavenName(std::string_view json, std::string_view rest) {
  std::string name;
  const auto read = [&](std::string_view key, element value) -> absl::Status {
    return key == rest ? Read(value, name) : absl::OkStatus();
  };
  CLAIRCORE_RETURN_IF_ERROR(ParseDocument(json, "names of Maven's archives",
                                          [&](element root) { return ForEachMember(root, read); }));
  return name;
}

}  // namespace claircore::codec
