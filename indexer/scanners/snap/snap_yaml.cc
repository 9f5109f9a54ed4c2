#include "indexer/scanners/snap/snap_yaml.h"

#include <cstddef>
#include <string>
#include <utility>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// What may follow a value on its line.
bool IsComment(std::string_view rest) {
  const std::string_view trimmed = Trim(rest);
  return trimmed.empty() || (trimmed.front() == '#' && trimmed.data() != rest.data());
}

std::string_view Quoted(std::string_view text) {
  const size_t end = text.find(text.front(), 1);
  if (end == std::string_view::npos || !IsComment(text.substr(end + 1))) return "";
  const std::string_view value = text.substr(1, end - 1);
  return text.front() == '"' && value.find('\\') != std::string_view::npos ? "" : value;
}

// Not what begins like a collection, a block, a tag, an alias, a directive or a reserved character.
std::string_view Plain(std::string_view text) {
  if (std::string_view("[]{},|>&*!%@`#").find(text.front()) != std::string_view::npos) return "";
  for (const std::string_view comment : {" #", "\t#"}) text = text.substr(0, text.find(comment));
  return Trim(text);
}

std::string_view Scalar(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return "";
  return text.front() == '"' || text.front() == '\'' ? Quoted(text) : Plain(text);
}

// Whether `line` is "KEY:" or "KEY: VALUE"; if so, `value` is what follows.
bool IsKey(std::string_view line, std::string_view key, std::string_view& value) {
  if (!line.starts_with(key)) return false;
  line.remove_prefix(key.size());
  if (!line.starts_with(':')) return false;
  value = line.substr(1);
  return value.empty() || value.front() == ' ' || value.front() == '\t';
}

}  // namespace

absl::Status ReadSnapYaml(std::string_view, std::string_view text,
                          std::vector<ManifestPackage>& found) {
  ManifestPackage snap;
  LineReader lines(text);
  std::string_view line;
  std::string* last = nullptr;
  while (lines.Next(line)) {
    std::string_view value;
    if (IsKey(line, "name", value)) {
      last = &snap.name;
    } else if (IsKey(line, "version", value)) {
      last = &snap.version;
    } else {
      // A value that goes on in the next line is none of ours.
      const bool more =
          !line.empty() && (line.front() == ' ' || line.front() == '\t') && !IsComment(line);
      if (more && last != nullptr) last->clear();
      if (!IsComment(line)) last = nullptr;
      continue;
    }
    *last = Scalar(value);
  }
  found.push_back(std::move(snap));
  return absl::OkStatus();
}

}  // namespace claircore::scanners
