#include "indexer/scanners/graalvm/native_sbom.h"

#include <simdjson.h>

#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/inflate.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{16} << 20;
constexpr int kMaxDepth = 32;

std::string_view StringAt(const simdjson::dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

void Collect(simdjson::dom::element list, int depth, std::vector<MavenComponent>& components,
             size_t& nameless) {
  simdjson::dom::array array;
  if (depth > kMaxDepth || list.get_array().get(array) != simdjson::SUCCESS) return;
  for (const simdjson::dom::element element : array) {
    simdjson::dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) continue;
    const std::string_view group = StringAt(object, "group");
    const std::string_view name = StringAt(object, "name");
    const std::string_view version = StringAt(object, "version");
    if (IsPlain(group) && IsToken(name) && IsToken(version) && version != "null") {
      std::string full(group);
      if (!full.empty()) full += ':';
      components.push_back({full.append(name), std::string(version)});
    } else {
      ++nameless;
    }
    simdjson::dom::element inner;
    if (object["components"].get(inner) == simdjson::SUCCESS) {
      Collect(inner, depth + 1, components, nameless);
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<MavenComponent>> ParseNativeSbom(std::string_view compressed,
                                                            size_t& nameless) {
  CLAIRCORE_ASSIGN_OR_RETURN(
      const std::string text,
      executables::Inflate(compressed, executables::Wrapper::kGzip, kMaxBytes));
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::parser parser(kMaxBytes);
  simdjson::dom::element document;
  if (auto error = parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  std::vector<MavenComponent> components;
  simdjson::dom::element list;
  if (document["components"].get(list) == simdjson::SUCCESS) {
    Collect(list, 0, components, nameless);
  }
  return components;
}

}  // namespace claircore::scanners
