#include "indexer/scanners/r/description.h"

#include <string>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {

absl::Status ReadDescription(std::string_view, std::string_view text,
                             std::vector<ManifestPackage>& found) {
  ManifestPackage package;
  bool built = false;
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    const ControlLine field = ParseControlLine(line);
    if (field.kind != ControlLine::Kind::kField) continue;
    if (field.name == "Package") package.name = std::string(field.value);
    if (field.name == "Version") package.version = std::string(field.value);
    if (field.name == "Built") built = true;
  }
  if (built) found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
