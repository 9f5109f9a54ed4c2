#include "indexer/scanners/graalvm/native_sbom.h"

#include <simdjson.h>

#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/inflate.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{16} << 20;
constexpr int kMaxDepth = 32;
constexpr size_t kMaxComponents = 100'000;

void Collect(simdjson::dom::array array, int depth, std::vector<MavenComponent>& components,
             size_t& nameless) {
  if (depth > kMaxDepth) return;
  for (const simdjson::dom::element element : array) {
    if (components.size() > kMaxComponents) return;
    simdjson::dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) continue;
    const std::string_view group = StringMember(object, "group");
    const std::string_view name = StringMember(object, "name");
    const std::string_view version = StringMember(object, "version");
    if (IsPlain(group) && IsToken(name) && IsToken(version) && version != "null") {
      std::string full(group);
      if (!full.empty()) full += ':';
      components.push_back({full.append(name), std::string(version)});
    } else {
      ++nameless;
    }
    simdjson::dom::array inner;
    if (ArrayMember(object, "components", inner)) Collect(inner, depth + 1, components, nameless);
  }
}

}  // namespace

absl::StatusOr<std::vector<MavenComponent>> ParseNativeSbom(std::string_view compressed,
                                                            size_t& nameless) {
  CLAIRCORE_ASSIGN_OR_RETURN(
      const std::string text,
      executables::Inflate(compressed, executables::Wrapper::kGzip, kMaxBytes));
  JsonReader reader;
  CLAIRCORE_ASSIGN_OR_RETURN(const simdjson::dom::object document, reader.Read(text));
  std::vector<MavenComponent> components;
  simdjson::dom::array list;
  if (ArrayMember(document, "components", list)) Collect(list, 0, components, nameless);
  if (components.size() > kMaxComponents)
    return absl::ResourceExhaustedError("too many components");
  return components;
}

}  // namespace claircore::scanners
