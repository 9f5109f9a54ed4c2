#ifndef CLAIRCORE_TESTING_HOSTILE_FILES_H_
#define CLAIRCORE_TESTING_HOSTILE_FILES_H_

#include <cstddef>
#include <string>
#include <string_view>

// Files of scanned formats that cost more than they should: each function makes one kind, and its
// first number is what grows. Same arguments, same bytes.
namespace claircore::inline v0::testing::hostile {

// The header of a package as rpm's databases hold it, `bytes` long: `entries` tags that all name
// the same string, which ends with the header.
std::string SharedRpmHeader(size_t bytes, size_t entries);
// An NDB database with these headers.
std::string NdbOf(std::string_view header, size_t copies);

// A zip of one member of zeros.
std::string ZipOfZeros(size_t bytes, std::string_view member);
// A zip whose directory lists one deflated member of `bytes` zeros `members` times.
std::string OverlappingZip(size_t members, size_t bytes, std::string_view suffix);
// `levels` archives, each within the next one, under the name "inner.jar".
std::string NestedZip(int levels, std::string inner);

// A Go program with these modules, in the lines of its build information.
std::string GoProgram(std::string_view modules);
// A Go program with `blocks` blocks of build information, 64 bytes apart and none where it should
// be, each with a list of modules of 8 MiB that holds the blocks behind it.
std::string GoBlocks(size_t blocks);

// An ELF program of `bytes` filled with `fill`, in whose tables `entries` segments and as many
// sections are all of it: code, data and notes in turn.
std::string SharedElf(size_t bytes, size_t entries, std::string_view fill);
// An entry of a list of notes that holds `text`, as distributions stamp their programs.
std::string PackageNote(std::string_view text);

// One JSON value: `depth` arrays within each other; a list of `items`; one string.
std::string DeepJson(size_t depth);
std::string LongJson(size_t items);

}  // namespace claircore::inline v0::testing::hostile

#endif  // CLAIRCORE_TESTING_HOSTILE_FILES_H_
