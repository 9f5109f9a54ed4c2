#ifndef CLAIRCORE_INDEXER_SCANNERS_KERNEL_PACKED_KERNEL_H_
#define CLAIRCORE_INDEXER_SCANNERS_KERNEL_PACKED_KERNEL_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/scanners/kernel/kernel_file.h"
#include "indexer/unpack/unpack.h"

namespace claircore::scanners {

// A module or kernel that is compressed as a whole: NAME.ko.gz, .ko.xz and .ko.zst, as nearly all
// distributions ship them by now; an arm64 or RISC-V Image or a vmlinux, by gzip, xz or zstd; and
// what EFI's zboot unpacks (https://docs.kernel.org/admin-guide/efi-stub.html).
struct PackedKernel {
  bool is_module = false;
  internal::Packing packing = internal::Packing::kNone;  // kNone: it is something else
  uint64_t offset = 0;
  uint64_t size = 0;  // 0: to the end of the file
};
// Decided by name and head, at least executables::kSniffBytes of it.
PackedKernel PackedKernelOf(std::string_view path, std::string_view head);

// What unpacking costs is taken off `budget`, in bytes that come out; RESOURCE_EXHAUSTED when it
// is too small. A module of the kernel's own tree is left as soon as it says that it is one.
absl::StatusOr<std::optional<KernelFinding>> FindInPacked(const Context& context,
                                                          const RandomAccessSource& file,
                                                          std::string_view path, uint64_t& budget);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_KERNEL_PACKED_KERNEL_H_
