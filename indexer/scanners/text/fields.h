#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_FIELDS_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_FIELDS_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace claircore::scanners {

// Longer names and versions are no names and versions.
inline constexpr size_t kMaxFieldBytes = 1024;

// Without spaces, tabs and carriage returns at both ends.
std::string_view Trim(std::string_view text);
// ASCII only.
bool EqualsIgnoreCase(std::string_view a, std::string_view b);

// Whether `text` may stand in a report: UTF-8, without control characters (which would reach
// terminals), at most `max_bytes` long. Empty text is plain.
bool IsPlain(std::string_view text, size_t max_bytes = kMaxFieldBytes);
// IsPlain() and not empty: what a package's name and version must be.
bool IsToken(std::string_view text);

// A line of a control file (RFC 822 style, as dpkg and Python's core metadata use it).
struct ControlLine {
  enum class Kind {
    kField,         // "Name: value"
    kContinuation,  // begins with a space or a tab; `value` is the line, trimmed
    kBlank,         // ends the stanza
    kBroken,        // none of these
  };
  Kind kind = Kind::kBlank;
  std::string_view name;   // compare with EqualsIgnoreCase()
  std::string_view value;  // trimmed
};
ControlLine ParseControlLine(std::string_view line);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_FIELDS_H_
