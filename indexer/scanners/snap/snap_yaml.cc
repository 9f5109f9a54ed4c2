#include "indexer/scanners/snap/snap_yaml.h"

#include <string>
#include <utility>

#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/yaml_scalar.h"

namespace claircore::scanners {

absl::Status ReadSnapYaml(std::string_view, std::string_view text,
                          std::vector<ManifestPackage>& found) {
  ManifestPackage snap;
  LineReader lines(text);
  std::string_view line;
  std::string* last = nullptr;
  while (lines.Next(line)) {
    std::string_view value;
    if (IsYamlKey(line, "name", value)) {
      last = &snap.name;
    } else if (IsYamlKey(line, "version", value)) {
      last = &snap.version;
    } else {
      // A value that goes on in the next line is none of ours.
      const bool more =
          !line.empty() && (line.front() == ' ' || line.front() == '\t') && !IsYamlComment(line);
      if (more && last != nullptr) last->clear();
      if (!IsYamlComment(line)) last = nullptr;
      continue;
    }
    *last = YamlScalar(value);
  }
  found.push_back(std::move(snap));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
