#ifndef CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_SECTION_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_SECTION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/layout.h"

namespace claircore::scanners {

// How a file is searched for the section with its audit data.
enum class AuditSearch : uint8_t {
  kNone,    // it has none
  kStream,  // by an AuditStream, as it passes by
  kRandom,  // by FindAuditSection()
};

// Decided by the head of a file, at least executables::kSniffBytes of it. The headers of PE and
// Mach-O name the sections. Those of ELF stand at the end of the file, as does the section itself,
// which is not loaded: an ELF file is searched as it passes by unless what comes behind its loaded
// part is too much to keep.
AuditSearch HowToSearch(std::string_view head, uint64_t file_size);

// Keeps what lies behind the loaded part of one ELF file until its last byte is there, and then no
// more than the section.
class AuditStream final : public executables::ExecutableStream {
 public:
  static constexpr uint64_t kMaxTail = uint64_t{16} << 20;

  using ExecutableStream::ExecutableStream;
  // Absent: there is none.
  const absl::StatusOr<std::optional<std::string>>& section() const { return section_; }

 private:
  bool Begin(const executables::Layout& layout, std::string_view head) override;
  bool Take(uint64_t offset, std::string_view bytes) override;

  executables::Layout layout_;
  uint64_t tail_begin_ = 0;
  std::string tail_;
  absl::StatusOr<std::optional<std::string>> section_ = std::nullopt;
};

// The same of a file of any format, also of one with several programs in it: then the first that
// has one.
absl::StatusOr<std::optional<std::string>> FindAuditSection(const RandomAccessSource& file);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_SECTION_H_
