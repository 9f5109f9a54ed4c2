#include "indexer/scanners/spack/spec_json.h"

#include <simdjson.h>

#include <string>

#include "absl/status/statusor.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {
namespace {

using simdjson::SUCCESS;
using simdjson::dom::array;
using simdjson::dom::object;

// The first of the nodes, or of what there was before nodes.
ManifestPackage RootOf(object document) {
  ManifestPackage root;
  object spec;
  array all;
  object first;
  if (ObjectMember(document, "spec", spec)) {
    if (ArrayMember(spec, "nodes", all) && all.at(0).get_object().get(first) == SUCCESS) {
      root.name = StringMember(first, "name");
      root.version = StringMember(first, "version");
    }
  } else if (ArrayMember(document, "spec", all) && all.at(0).get_object().get(first) == SUCCESS &&
             first.size() == 1 && (*first.begin()).value.get_object().get(spec) == SUCCESS) {
    root.name = (*first.begin()).key;
    root.version = StringMember(spec, "version");
  }
  return root;
}

}  // namespace

absl::Status ReadSpecJson(std::string_view, std::string_view text,
                          std::vector<ManifestPackage>& found) {
  JsonReader reader;
  const absl::StatusOr<object> document = reader.Read(text);
  if (!document.ok()) return document.status();
  found.push_back(RootOf(*document));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
