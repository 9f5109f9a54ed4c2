#include "indexer/scanners/php/installed_json.h"

#include <simdjson.h>

#include <string>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

std::string StringOr(simdjson::simdjson_result<simdjson::dom::element> value) {
  std::string_view text;
  return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

}  // namespace

absl::Status ReadInstalledJson(std::string_view, std::string_view text,
                               std::vector<ManifestPackage>& found) {
  // simdjson copies from where there is nothing to copy.
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::parser parser;
  simdjson::dom::element document;
  if (auto error = parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::array packages;
  if (document.get_array().get(packages) != simdjson::SUCCESS &&
      document["packages"].get_array().get(packages) != simdjson::SUCCESS) {
    return absl::DataLossError("no array of packages");
  }
  for (const simdjson::dom::element package : packages) {
    ManifestPackage& added = found.emplace_back();
    added.name = StringOr(package["name"]);
    added.version = StringOr(package["version"]);
    // What a branch stands for: "dev-main" for the coming "3.x-dev".
    if (!added.version.starts_with("dev-")) continue;
    const std::string alias = StringOr(package["extra"]["branch-alias"][added.version]);
    if (!alias.empty() && alias.size() <= 64 && IsToken(alias)) {
      added.repository_hint = "alias=" + alias;
    }
  }
  return absl::OkStatus();
}

}  // namespace claircore::scanners
