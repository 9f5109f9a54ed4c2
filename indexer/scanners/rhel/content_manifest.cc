#include "indexer/scanners/rhel/content_manifest.h"

#include <simdjson.h>

#include <cstddef>
#include <utility>

#include "absl/status/status.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{8} << 20;
constexpr size_t kMaxContentSets = 1'000;  // real images have some dozens

}  // namespace

struct ContentManifestReader::State {
  simdjson::dom::parser parser{kMaxBytes};
};

ContentManifestReader::ContentManifestReader() : state_(std::make_unique<State>()) {}
ContentManifestReader::~ContentManifestReader() = default;

absl::StatusOr<std::optional<ContentManifest>> ContentManifestReader::Read(std::string_view text) {
  if (text.size() > kMaxBytes) return absl::ResourceExhaustedError("larger than 8 MiB");
  if (text.empty()) return absl::DataLossError("no JSON: empty");
  simdjson::dom::element document;
  if (auto error = state_->parser.parse(text.data(), text.size()).get(document)) {
    return absl::DataLossError(std::string("no JSON: ") + simdjson::error_message(error));
  }
  simdjson::dom::element sets;
  if (document["content_sets"].get(sets) != simdjson::SUCCESS || sets.is_null()) {
    return std::nullopt;
  }
  simdjson::dom::array array;
  if (sets.get_array().get(array) != simdjson::SUCCESS) {
    return absl::DataLossError("content_sets is no list");
  }
  ContentManifest manifest;
  for (simdjson::dom::element element : array) {
    std::string_view name;
    if (element.get_string().get(name) != simdjson::SUCCESS || !IsToken(name)) {
      return absl::DataLossError("a content set that is no name");
    }
    if (manifest.content_sets.size() == kMaxContentSets) {
      return absl::ResourceExhaustedError("more than 1,000 content sets");
    }
    manifest.content_sets.emplace_back(name);
  }
  return manifest;
}

}  // namespace claircore::scanners
