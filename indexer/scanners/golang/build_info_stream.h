#ifndef CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_STREAM_H_
#define CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "indexer/executables/executable_stream.h"

namespace claircore::scanners {

// What the Go linker wrote into a program (debug/buildinfo of Go's library has the format).
struct RawBuildInfo {
  std::string toolchain;  // "go1.21.3"
  std::string modules;    // for ParseGoBuildInfo(); empty if built without modules
};

// Looks for it as the bytes pass by. Since Go 1.18 it is one block, on a multiple of 16, in a
// segment of writable data: nothing else is looked at unless the head says that this is a Go
// program. Before, the block held the addresses of strings that lie anywhere: of a Go program that
// may be so old, all but its machine code is kept until the block has shown it; 64 MiB at most.
class BuildInfoStream final : public executables::ExecutableStream {
 public:
  using ExecutableStream::ExecutableStream;

  // Absent: no Go program, as far as anyone can tell.
  const std::optional<RawBuildInfo>& found() const { return found_; }
  // Not OK: it is one, and why it cannot be read.
  const absl::Status& status() const { return status_; }

 private:
  struct Piece {
    uint64_t offset;
    std::string bytes;
  };
  // The block of a program from before Go 1.18.
  struct Pointers {
    uint64_t toolchain, modules;  // addresses of Go's string headers
    size_t size;                  // of a pointer
    bool big_endian;
  };

  bool Begin(const executables::Layout& layout, std::string_view head) override;
  bool Take(uint64_t offset, std::string_view bytes) override;

  void PlanKeeping();
  void Keep(uint64_t offset, std::string_view bytes);
  bool Search(uint64_t offset, std::string_view bytes);
  bool ReadBlock();
  void DropBlock();
  bool InData(uint64_t offset) const;
  bool Finish();

  void FollowPointers();
  std::string_view At(uint64_t address, uint64_t size) const;
  std::string_view StringAt(uint64_t address) const;

  executables::Layout layout_;
  std::vector<executables::Range> data_;  // where the block is
  bool marked_ = false;                   // the head says that this is a Go program

  std::vector<executables::Range> keep_;
  std::vector<Piece> kept_;
  uint64_t kept_bytes_ = 0;
  bool too_much_ = false;

  std::string carry_;      // of a group of 16 bytes that is not complete
  uint64_t next_ = 0;      // the offset behind it
  std::string block_;      // what may be the block, as far as it has come, from block_skip_ on
  uint64_t block_at_ = 0;  // where `block_` begins in the file
  size_t block_skip_ = 0;
  std::optional<Pointers> pointers_;
  std::optional<RawBuildInfo> elsewhere_;  // a block outside of data_
  std::optional<RawBuildInfo> found_;
  absl::Status status_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_STREAM_H_
