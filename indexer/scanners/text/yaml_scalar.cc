#include "indexer/scanners/text/yaml_scalar.h"

#include <cstddef>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

std::string_view Quoted(std::string_view text) {
  const size_t end = text.find(text.front(), 1);
  if (end == std::string_view::npos || !IsYamlComment(text.substr(end + 1))) return "";
  const std::string_view value = text.substr(1, end - 1);
  return text.front() == '"' && value.find('\\') != std::string_view::npos ? "" : value;
}

// Not what begins like a collection, a block, a tag, an alias, a directive or a reserved character.
std::string_view Plain(std::string_view text) {
  if (std::string_view("[]{},|>&*!%@`#").find(text.front()) != std::string_view::npos) return "";
  for (const std::string_view comment : {" #", "\t#"}) text = text.substr(0, text.find(comment));
  return Trim(text);
}

}  // namespace

bool IsYamlComment(std::string_view rest) {
  const std::string_view trimmed = Trim(rest);
  return trimmed.empty() || (trimmed.front() == '#' && trimmed.data() != rest.data());
}

std::string_view YamlScalar(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return "";
  return text.front() == '"' || text.front() == '\'' ? Quoted(text) : Plain(text);
}

bool IsYamlKey(std::string_view line, std::string_view key, std::string_view& value) {
  if (!line.starts_with(key)) return false;
  line.remove_prefix(key.size());
  if (!line.starts_with(':')) return false;
  value = line.substr(1);
  return value.empty() || value.front() == ' ' || value.front() == '\t';
}

}  // namespace claircore::scanners
