#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_TOML_STRING_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_TOML_STRING_H_

#include <cstddef>
#include <string_view>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

// The string that `text` is, of one line, perhaps with a comment behind; else empty. So is one with
// escapes: nobody writes any where names and versions stand.
inline std::string_view TomlString(std::string_view text) {
  text = Trim(text);
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return "";
  const size_t end = text.find(text.front(), 1);
  if (end == std::string_view::npos) return "";
  const std::string_view after = Trim(text.substr(end + 1));
  if (!after.empty() && after.front() != '#') return "";
  const std::string_view value = text.substr(1, end - 1);
  return text.front() == '"' && value.find('\\') != std::string_view::npos ? "" : value;
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_TOML_STRING_H_
