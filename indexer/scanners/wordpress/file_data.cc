#include "indexer/scanners/wordpress/file_data.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// How much WordPress reads of a file for its headers.
constexpr size_t kHeadBytes = 8192;

void SkipAny(std::string_view& text, std::string_view characters) {
  text.remove_prefix(std::min(text.find_first_not_of(characters), text.size()));
}

// Whether `line` begins with the header of that name, perhaps in a comment or after "<?php".
bool IsHeader(std::string_view line, std::string_view name, std::string_view& value) {
  constexpr std::string_view kOpen = "<?php";
  std::string_view after = line;
  SkipAny(after, " \t");
  if (EqualsIgnoreCase(after.substr(0, kOpen.size()), kOpen)) line = after.substr(kOpen.size());
  SkipAny(line, " \t/*#@");
  if (!EqualsIgnoreCase(line.substr(0, name.size()), name)) return false;
  line.remove_prefix(name.size());
  if (!line.starts_with(':')) return false;
  value = line.substr(1);
  return true;
}

// The value of the first header of that name, without the end of the comment or of the PHP.
std::string_view Header(std::string_view text, std::string_view name) {
  text = text.substr(0, kHeadBytes);
  std::string_view value;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (IsHeader(text.substr(0, end), name, value)) {
      return Trim(value.substr(0, std::min(value.find("*/"), value.find("?>"))));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return "";
}

// "$wp_version = '6.4.2';"
void ReadCore(std::string_view text, std::vector<ManifestPackage>& found) {
  constexpr std::string_view kVariable = "$wp_version";
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    if (!line.starts_with(kVariable)) continue;
    line.remove_prefix(kVariable.size());
    SkipAny(line, " \t");
    if (!line.starts_with('=')) continue;
    line.remove_prefix(1);
    SkipAny(line, " \t");
    if (line.empty() || (line.front() != '\'' && line.front() != '"')) continue;
    const size_t end = line.find(line.front(), 1);
    if (end == std::string_view::npos) continue;
    found.push_back({.name = "wordpress", .version = std::string(line.substr(1, end - 1))});
    return;
  }
}

// The folder, or the file where it has none of its own.
std::string_view SlugOf(std::string_view path) {
  const std::string_view folder = base::BaseName(base::DirName(path));
  if (folder != "plugins" && folder != "mu-plugins") return folder;
  const std::string_view file = base::BaseName(path);
  return file.substr(0, file.rfind('.'));
}

}  // namespace

absl::Status ReadFileData(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found) {
  const std::string_view file = base::BaseName(path);
  if (file == "version.php" && base::BaseName(base::DirName(path)) == "wp-includes") {
    ReadCore(text, found);
    return absl::OkStatus();
  }
  const bool theme = file == "style.css";
  // WordPress passes over hidden files.
  if (file.starts_with('.') || Header(text, theme ? "Theme Name" : "Plugin Name").empty()) {
    return absl::OkStatus();
  }
  found.push_back({.name = std::string(SlugOf(path)),
                   .version = std::string(Header(text, "Version")),
                   .type = theme ? "wordpress-theme" : "wordpress-plugin"});
  return absl::OkStatus();
}

}  // namespace claircore::scanners
