#ifndef CLAIRCORE_INDEXER_EXECUTABLES_ELF_SECTIONS_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_ELF_SECTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "indexer/executables/layout.h"

namespace claircore::executables {

// The bytes at `offset`: all `size` of them, or an error.
using ReadBytes = absl::FunctionRef<absl::StatusOr<std::string>(uint64_t offset, uint64_t size)>;

// The first section of that name with bytes in the file. Absent if there is none. DATA_LOSS when
// the table of sections is damaged, and what `read` fails with. Reads at most 8 MiB.
absl::StatusOr<std::optional<Section>> FindElfSection(const Layout& layout, std::string_view name,
                                                      ReadBytes read);

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_ELF_SECTIONS_H_
