#ifndef CLAIRCORE_INDEXER_SCANNERS_SBOM_CYCLONEDX_XML_H_
#define CLAIRCORE_INDEXER_SCANNERS_SBOM_CYCLONEDX_XML_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "indexer/scanners/sbom/sbom_document.h"

namespace claircore::scanners {

// Whether the text begins as XML does, with or without a declaration and comments.
bool IsXml(std::string_view text);

// Reads CycloneDX as XML (https://cyclonedx.org/docs/1.6/xml/), by Expat: the components of the
// bom, and those within them, but not what a component was made from, nor the tools that wrote the
// document. What is other XML is not recognised. DATA_LOSS for what is not well-formed, for a
// document type declaration (which no CycloneDX has, and entities need) and for elements nested
// 200 deep.
absl::StatusOr<SbomDocument> ReadCycloneDxXml(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SBOM_CYCLONEDX_XML_H_
