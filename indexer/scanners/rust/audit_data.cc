#include "indexer/scanners/rust/audit_data.h"

#include <simdjson.h>

#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/inflate.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{8} << 20;  // what the format's authors advise

std::string_view StringAt(const simdjson::dom::object& object, std::string_view key) {
  std::string_view text;
  return object[key].get_string().get(text) == simdjson::SUCCESS ? text : std::string_view();
}

}  // namespace

absl::StatusOr<std::vector<AuditedCrate>> ParseAuditData(std::string_view section, size_t& broken) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string text,
                             executables::Inflate(section, executables::Wrapper::kZlib, kMaxBytes));
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::parser parser(kMaxBytes);
  simdjson::dom::element document;
  if (auto error = parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::array packages;
  if (document["packages"].get_array().get(packages) != simdjson::SUCCESS) {
    return absl::DataLossError("no list of packages");
  }
  std::vector<AuditedCrate> crates;
  for (const simdjson::dom::element element : packages) {
    simdjson::dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) {
      ++broken;
      continue;
    }
    if (StringAt(object, "kind") == "build") continue;
    const std::string_view name = StringAt(object, "name");
    const std::string_view version = StringAt(object, "version");
    const std::string_view source = StringAt(object, "source");
    if (!IsToken(name) || !IsToken(version)) {
      ++broken;
      continue;
    }
    crates.push_back({std::string(name), std::string(version),
                      std::string(IsPlain(source) ? source : std::string_view())});
  }
  return crates;
}

}  // namespace claircore::scanners
