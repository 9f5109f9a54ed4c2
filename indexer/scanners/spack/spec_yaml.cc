#include "indexer/scanners/spack/spec_yaml.h"

#include <string>
#include <utility>

#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/yaml_scalar.h"

namespace claircore::scanners {

absl::Status ReadSpecYaml(std::string_view, std::string_view text,
                          std::vector<ManifestPackage>& found) {
  ManifestPackage root;
  LineReader lines(text);
  std::string_view line;
  std::string_view value;
  while (lines.Next(line) && !IsYamlKey(line, "spec", value)) {
  }
  // "- NAME:", and its members four spaces deep until the next item.
  if (lines.Next(line) && line.starts_with("- ") && line.ends_with(':')) {
    root.name = YamlScalar(line.substr(2, line.size() - 3));
    while (lines.Next(line) && line.starts_with(' ')) {
      if (!line.starts_with("    ") || !IsYamlKey(line.substr(4), "version", value)) continue;
      root.version = YamlScalar(value);
      break;
    }
  }
  found.push_back(std::move(root));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
