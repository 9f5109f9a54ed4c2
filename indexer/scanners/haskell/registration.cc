#include "indexer/scanners/haskell/registration.h"

#include <string>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {

absl::Status ReadRegistration(std::string_view, std::string_view text,
                              std::vector<ManifestPackage>& found) {
  ManifestPackage package;
  std::string package_name;
  std::string* open = nullptr;  // a field whose value stands on the next line
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    const ControlLine field = ParseControlLine(line);
    if (field.kind == ControlLine::Kind::kContinuation) {
      if (open != nullptr && open->empty()) *open = std::string(field.value);
      continue;
    }
    open = nullptr;
    if (field.kind != ControlLine::Kind::kField) continue;
    if (EqualsIgnoreCase(field.name, "name")) open = &package.name;
    if (EqualsIgnoreCase(field.name, "version")) open = &package.version;
    if (EqualsIgnoreCase(field.name, "package-name")) open = &package_name;
    if (open != nullptr) *open = std::string(field.value);
  }
  if (!package_name.empty()) package.name = std::move(package_name);
  found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
