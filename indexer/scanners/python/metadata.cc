#include "indexer/scanners/python/metadata.h"

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {

absl::StatusOr<PythonMetadata> ReadPythonMetadata(std::string_view text,
                                                  absl::FunctionRef<absl::Status()> tick) {
  PythonMetadata metadata;
  std::string_view* field = nullptr;  // whose value may go on in the next line
  LineReader lines(text);
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = tick(); !status.ok()) return status;
    const ControlLine parsed = ParseControlLine(line);
    if (parsed.kind == ControlLine::Kind::kBlank) break;
    if (parsed.kind == ControlLine::Kind::kField) {
      field = EqualsIgnoreCase(parsed.name, "Name")      ? &metadata.name
              : EqualsIgnoreCase(parsed.name, "Version") ? &metadata.version
                                                         : nullptr;
    }
    // A folded header: the value is on the line after its name.
    if (parsed.kind != ControlLine::Kind::kBroken && field != nullptr && field->empty()) {
      *field = parsed.value;
    }
    if (!metadata.name.empty() && !metadata.version.empty()) break;
  }
  return metadata;
}

}  // namespace claircore::scanners
