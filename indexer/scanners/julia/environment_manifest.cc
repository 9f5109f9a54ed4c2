#include "indexer/scanners/julia/environment_manifest.h"

#include <cstddef>
#include <string>
#include <utility>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/toml_string.h"

namespace claircore::scanners {
namespace {

// The package whose entry the line "[[NAME]]" or "[[deps.NAME]]" opens; else empty.
std::string_view EntryName(std::string_view line) {
  if (!line.starts_with("[[") || !line.ends_with("]]")) return "";
  std::string_view name = line.substr(2, line.size() - 4);
  if (name.starts_with("deps.")) name.remove_prefix(5);
  // Names with other letters than ASCII's are quoted.
  if (name.starts_with('"')) return TomlString(name);
  return name.find('.') == std::string_view::npos ? name : "";
}

}  // namespace

absl::Status ReadEnvironmentManifest(std::string_view, std::string_view text,
                                     std::vector<ManifestPackage>& found) {
  ManifestPackage entry;
  const auto finish = [&] {
    if (!entry.name.empty() && !entry.version.empty()) found.push_back(std::move(entry));
    entry = {};
  };
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    line = Trim(line);  // tables within tables are indented
    if (line.starts_with('[')) {
      finish();
      entry.name = EntryName(line);
      continue;
    }
    const size_t equals = line.find('=');
    if (entry.name.empty() || equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    const std::string_view value = TomlString(line.substr(equals + 1));
    if (key == "version") entry.version = value;
    if (key == "uuid" && !value.empty()) entry.repository_hint = "uuid=" + std::string(value);
  }
  finish();
  return absl::OkStatus();
}

}  // namespace claircore::scanners
