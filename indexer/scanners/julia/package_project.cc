#include "indexer/scanners/julia/package_project.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/toml_string.h"

namespace claircore::scanners {
namespace {

bool IsSlug(std::string_view text) {
  return (text.size() == 4 || text.size() == 5) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

}  // namespace

absl::Status ReadPackageProject(std::string_view path, std::string_view text,
                                std::vector<ManifestPackage>& found) {
  const std::string_view folder = base::DirName(path);
  if (!IsSlug(base::BaseName(folder))) return absl::OkStatus();
  ManifestPackage package;
  LineReader lines(text);
  std::string_view line;
  // The keys in front of the first table.
  while (lines.Next(line) && !(line = Trim(line)).starts_with('[')) {
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    const std::string_view value = TomlString(line.substr(equals + 1));
    if (key == "name") package.name = value;
    if (key == "version") package.version = value;
    if (key == "uuid" && !value.empty()) package.repository_hint = "uuid=" + std::string(value);
  }
  if (package.version.empty() || package.name != base::BaseName(base::DirName(folder)))
    return absl::OkStatus();
  found.push_back(std::move(package));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
