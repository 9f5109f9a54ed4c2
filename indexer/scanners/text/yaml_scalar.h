#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_YAML_SCALAR_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_YAML_SCALAR_H_

#include <string_view>

namespace claircore::scanners {

// What package systems write of YAML where names and versions stand: keys and values of one line.

// Whether a line's `rest` says nothing: it is blank, or a comment after a space.
bool IsYamlComment(std::string_view rest);

// The string that `text` is, in quotes or without. Empty for what goes on in the next line, has
// escapes, or is no string but a collection, an alias or a tag.
std::string_view YamlScalar(std::string_view text);

// Whether `line` is "KEY:" or "KEY: VALUE"; if so, `value` is what follows.
bool IsYamlKey(std::string_view line, std::string_view key, std::string_view& value);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_YAML_SCALAR_H_
