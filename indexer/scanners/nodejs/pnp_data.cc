#include "indexer/scanners/nodejs/pnp_data.h"

#include <simdjson.h>

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <utility>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using simdjson::SUCCESS;

// Appends the value of the JavaScript string literal at the front of `text`, whose only escapes
// are \CHARACTER and a line end that \ hides. False if it does not end.
bool ReadString(std::string_view text, std::string& value) {
  const char quote = text[0];
  for (size_t at = 1; at < text.size(); ++at) {
    if (text[at] == quote) return true;
    if (text[at] != '\\') {
      value.push_back(text[at]);
      continue;
    }
    if (++at == text.size()) return false;
    if (text[at] == '\r' && text.substr(at + 1, 1) == "\n") ++at;
    if (text[at] == '\n') continue;
    value.push_back(text[at] == 'n' ? '\n' : text[at]);
  }
  return false;
}

// The JSON object at the front of `text`, and nothing of what follows it; "" if it does not end.
std::string_view ObjectAt(std::string_view text) {
  size_t depth = 0;
  bool quoted = false;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c == '\\') ++at;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return text.substr(0, at + 1);
    }
  }
  return "";
}

// Finds the JSON in the script; OK and empty if it has none.
absl::Status ExtractJson(std::string_view script, std::string& json) {
  constexpr std::string_view kString = "RAW_RUNTIME_STATE =";
  constexpr std::string_view kObject = "hydrateRuntimeState({";
  size_t at = script.find(kString);
  if (at != std::string_view::npos) {
    at = script.find_first_not_of(" \t\r\n", at + kString.size());
    const bool quote = at != std::string_view::npos && (script[at] == '\'' || script[at] == '"');
    if (quote && ReadString(script.substr(at), json)) return absl::OkStatus();
    return absl::DataLossError("the table is no string");
  }
  at = script.find(kObject);
  if (at == std::string_view::npos) return absl::OkStatus();
  json = std::string(ObjectAt(script.substr(at + kObject.size() - 1)));
  return json.empty() ? absl::DataLossError("the table does not end") : absl::OkStatus();
}

// Calls `visit` with both elements of each pair in an array of pairs.
template <typename Visit>
void ForEachPair(simdjson::dom::element pairs, Visit visit) {
  simdjson::dom::array array;
  if (pairs.get_array().get(array) != SUCCESS) return;
  for (const simdjson::dom::element pair : array) {
    simdjson::dom::element first;
    simdjson::dom::element second;
    if (pair.at(0).get(first) == SUCCESS && pair.at(1).get(second) == SUCCESS) visit(first, second);
  }
}

absl::Status ReadTable(std::string_view json, std::vector<ManifestPackage>& found) {
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  // simdjson copies from where there is nothing to copy.
  if (json.empty()) return absl::DataLossError("no JSON: empty");
  if (auto error = parser.parse(json.data(), json.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::element registry;
  if (document["packageRegistryData"].get(registry) != SUCCESS || !registry.is_array()) {
    return absl::DataLossError("no packageRegistryData");
  }
  // A package comes once for each set of peers.
  std::set<std::pair<std::string_view, std::string_view>> seen;
  ForEachPair(registry, [&](simdjson::dom::element name, simdjson::dom::element references) {
    std::string_view package;
    if (name.get_string().get(package) != SUCCESS) return;  // null: the project itself
    ForEachPair(references, [&](simdjson::dom::element reference, simdjson::dom::element info) {
      std::string_view text;
      std::string_view location;
      if (reference.get_string().get(text) != SUCCESS) return;
      if (info["packageLocation"].get_string().get(location) != SUCCESS) return;
      const std::string_view version = VersionOfReference(text);
      if (version.empty() || location.find(".zip/") == std::string_view::npos) return;
      if (!seen.emplace(package, version).second) return;
      found.push_back({.name = std::string(package), .version = std::string(version)});
    });
  });
  return absl::OkStatus();
}

}  // namespace

std::string_view VersionOfReference(std::string_view reference) {
  constexpr std::string_view kVersion = "version=";
  constexpr std::string_view kSource = "npm%3A";
  if (reference.starts_with("virtual:")) {
    reference.remove_prefix(std::min(reference.find('#'), reference.size() - 1) + 1);
  }
  const size_t bindings = std::min(reference.find("::"), reference.size());
  const std::string_view bound = reference.substr(bindings);
  reference = reference.substr(0, bindings);
  if (reference.starts_with("npm:")) return reference.substr(4);
  if (!reference.starts_with("patch:")) return "";
  if (const size_t at = bound.find(kVersion); at != std::string_view::npos) {
    const std::string_view value = bound.substr(at + kVersion.size());
    return value.substr(0, value.find('&'));
  }
  const size_t at = reference.find(kSource);
  if (at == std::string_view::npos) return "";
  const std::string_view value = reference.substr(at + kSource.size());
  return value.substr(0, value.find('#'));
}

absl::Status ReadPnpData(std::string_view path, std::string_view text,
                         std::vector<ManifestPackage>& found) {
  if (base::BaseName(path) == ".pnp.data.json") return ReadTable(text, found);
  std::string json;
  if (absl::Status status = ExtractJson(text, json); !status.ok()) return status;
  return json.empty() ? absl::OkStatus() : ReadTable(json, found);
}

}  // namespace claircore::scanners
