#ifndef CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_PROGRAM_H_
#define CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_PROGRAM_H_

#include <cstdint>
#include <span>
#include <string_view>

namespace claircore::scanners {

// How we know that a row is right.
enum class Proof : uint8_t {
  kSeen,   // it gave the right version of a real program when the row was written
  kKnown,  // it follows the program's source, its documentation or another tool's finds
};

// Which files of the right name are searched.
enum class Format : uint8_t {
  kProgram,  // ELF, Mach-O, PE, static libraries
  kAny,      // scripts and text too
};

// How the version is told from other text of the same form.
enum class Pick : uint8_t {
  kFirst,  // the pattern says enough: the first match is it
  kOnly,   // it is the version if no other match of the file differs from it
  kNamed,  // its first two numbers are those in the file's name: "python3.11"
};

// One way in which one program tells its version. A program that has several ways has several
// rows, of one name.
struct Program {
  std::string_view name;  // as OSV and the CPE dictionary call it
  std::string_view cpe;   // "vendor:product" in the CPE dictionary, quoted as there; or empty
  // Base names, separated by spaces; '*' and '?' as in a glob. A symbolic link of such a name to a
  // file of another makes the engine read the layer twice, so no names here that are often links.
  std::string_view files;
  // A regular expression (https://github.com/google/re2/wiki/Syntax, bytes, not UTF-8); group 1 is
  // the version. What stands between two backquotes is not an expression but literal text: it is
  // searched first, and fast, so it must be long or rare. A '#' in it stands for any digit.
  std::string_view pattern;
  // Bytes as such a file has them, '|' for a NUL; and the version that they tell.
  std::string_view example;
  std::string_view version;
  Proof proof = Proof::kSeen;
  Format format = Format::kProgram;
  Pick pick = Pick::kFirst;
};

// A version that stands alone, as a program's own constant: of two numbers or more, of three or
// more. Such text is no proof by itself; use them with Pick::kOnly or kNamed.
inline constexpr std::string_view kLone2 = R"((?:^|[^\w.+~-])(\d*`#.#`\d*(?:\.\d+)*)\x00)";
inline constexpr std::string_view kLone3 = R"((?:^|[^\w.+~-])(\d*`#.#`\d*(?:\.\d+)+)\x00)";

// The table, by subject. Sorted by name; order means nothing.
std::span<const Program> CloudPrograms();
std::span<const Program> LanguagePrograms();
std::span<const Program> LibraryPrograms();
std::span<const Program> ServerPrograms();
std::span<const Program> ToolPrograms();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_PROGRAM_H_
