#ifndef CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_PACKAGE_NOTE_H_
#define CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_PACKAGE_NOTE_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/package.h"

namespace claircore::scanners {

// What a distribution stamps its programs with
// (https://uapi-group.org/specifications/specs/package_metadata_for_executable_files/): an ELF note
// of owner "FDO" whose description is JSON.

// Appends the descriptions of all such notes of one segment, without the zeros that fill them up.
// Of what is damaged, nothing: nobody can say that there should have been one.
void CollectPackageNotes(std::string_view notes, bool big_endian,
                         std::vector<std::string>& descriptions);

// The package that a description names, without its place. Name and version are those of the source
// package, so they are the `source` too. Absent if it names none, which is allowed. DATA_LOSS for
// damage.
absl::StatusOr<std::optional<Package>> ParsePackageNote(std::string_view description);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_PACKAGE_NOTE_H_
