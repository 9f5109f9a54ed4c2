#ifndef CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAM_HEAD_H_
#define CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAM_HEAD_H_

#include <cstdint>
#include <string_view>

namespace claircore::scanners {

// Whether a file is a program, by its first executables::kSniffBytes, permission bits and path: an
// ELF, PE or Mach-O file that can be started, or an archive of classes (jar, war, ear). Libraries,
// which are loaded by programs, are none; nor are scripts.
bool IsProgramFile(std::string_view path, uint32_t mode, std::string_view head);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAM_HEAD_H_
