#ifndef CLAIRCORE_TESTS_HOSTILE_FORMATS_H_
#define CLAIRCORE_TESTS_HOSTILE_FORMATS_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace claircore::hostile {

// A file that some scanner reads as text.
struct Format {
  std::string_view path;  // where it is read
  // The same file by further names: `prefix` NUMBER `suffix`. Empty: it has one place.
  std::string_view prefix, suffix;
  // As many entries as are wanted: `head`, `unit`s with their numbers for '#', `tail`.
  std::string_view head, unit, tail;
};

// One line a scanner at least: a new one gets its own.
std::span<const Format> Formats();
// A file of this format with so many entries.
std::string Filled(const Format& format, size_t entries);

// Scanners that go by paths alone: where package NUMBER of theirs is.
std::span<const std::string_view> PathFormats();
// `text` with '#' replaced.
std::string Numbered(std::string_view text, size_t number);

}  // namespace claircore::hostile

#endif  // CLAIRCORE_TESTS_HOSTILE_FORMATS_H_
