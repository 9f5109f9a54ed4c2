#ifndef CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_DOCUMENT_H_
#define CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_DOCUMENT_H_

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {

// A package that an SBOM lists, in the document's own words.
struct SbomEntry {
  std::string_view name;
  std::string_view version;  // or empty
  std::string_view purl;     // never empty, not parsed yet
};

struct SbomDocument {
  bool recognised = false;  // false: it is something else that lies under such a name
  std::vector<SbomEntry> entries;
  // What entries view that is not in the document as it stands.
  std::deque<std::string> texts;

  // An entry of texts that do not live long enough.
  void Add(std::string_view name, std::string_view version, std::string_view purl);
};

// Reads SPDX 2 (https://spdx.github.io/spdx-spec/v2.3/), as JSON or as tag-value text, and
// CycloneDX as JSON (https://cyclonedx.org/docs/1.6/json/) or XML. Entries are the packages with a
// purl, without those that only the build or the tests needed. They live as long as `text` and
// until the next use of `reader`. DATA_LOSS or RESOURCE_EXHAUSTED for what cannot be read.
absl::StatusOr<SbomDocument> ReadSbom(std::string_view text, JsonReader& reader);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_DOCUMENT_H_
