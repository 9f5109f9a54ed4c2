#ifndef CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_FILE_H_
#define CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_FILE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "claircore/layer_scanner.h"

namespace claircore::scanners {

// How a file is read.
enum class KernelFile : uint8_t {
  kNone,
  // x86's bzImage: its first 66 KiB say which version it is
  // (https://docs.kernel.org/arch/x86/boot.html).
  kBootSector,
  // arm64's and RISC-V's Image, which begin with a header of 64 bytes
  // (https://docs.kernel.org/arch/arm64/booting.html), and ELF files called vmlinux: they have the
  // banner that the kernel prints first among their data.
  kBanner,
  kModule,       // in memory, until the last byte has passed
  kLargeModule,  // by FindModule()
};

// Decided by name and head, at least executables::kSniffBytes of it. What is compressed as a whole
// is none: see packed_kernel.h.
KernelFile KernelFileOf(std::string_view path, uint64_t size, std::string_view head);

struct KernelFinding {
  bool is_kernel = false;
  std::string name;  // of a module
  std::string version;
  std::string release;  // of the kernel, or of that which the module was built for
};

class KernelStream : public StreamConsumer {
 public:
  // Of a file whose size was not known: no more bytes come.
  virtual void Finish() = 0;
  // Absent: nothing to report.
  const absl::StatusOr<std::optional<KernelFinding>>& finding() const { return finding_; }

 protected:
  absl::StatusOr<std::optional<KernelFinding>> finding_ = std::nullopt;
};

// The consumer of one file, which finds out from its first bytes what it is.
std::unique_ptr<KernelStream> NewKernelStream(const FileEntry& file);

// What a .modinfo section says: strings that end in zeros, "name=nvidia". Modules of the kernel's
// own tree (intree=Y) belong to the kernel; those of others are packages if they have a version.
absl::StatusOr<std::optional<KernelFinding>> ParseModinfo(std::string_view section);
// The same of the section of a module.
absl::StatusOr<std::optional<KernelFinding>> FindModule(const RandomAccessSource& file);
absl::StatusOr<std::optional<KernelFinding>> FindModule(std::string_view file);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_FILE_H_
