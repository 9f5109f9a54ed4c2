#ifndef CLAIRCORE_FETCH_INTERNAL_TAR_HEADERS_H_
#define CLAIRCORE_FETCH_INTERNAL_TAR_HEADERS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::fetch {

// One entry of a tar.
struct TarHeader {
  enum class Type : uint8_t { kFile, kSparse, kHardLink, kSymlink, kFolder, kOther };
  Type type = Type::kOther;
  std::string path, link;  // as written
  uint64_t offset = 0;     // of its data
  uint64_t size = 0;       // of its data, as stored
};

// Reads the headers of an uncompressed tar (POSIX with pax, GNU, v7) and nothing of its data: the
// map of a sparse file, which may be larger than anything else, is not looked at. Memory: one
// header with its names. One thread.
class TarHeaders {
 public:
  // Both outlive this.
  TarHeaders(const Context& context, const RandomAccessSource& tar)
      : context_(context), tar_(tar) {}

  // False at the end. DATA_LOSS for what is no header, or where the tar breaks off;
  // RESOURCE_EXHAUSTED for names of more than 1 MiB.
  absl::StatusOr<bool> Next(TarHeader& header);

 private:
  struct Extra;  // what headers before an entry's own say of it

  absl::StatusOr<std::string_view> Block(uint64_t position);
  absl::StatusOr<std::string> Body(uint64_t size);
  absl::Status ReadPax(uint64_t size, Extra& extra);
  absl::Status SkipSparseBlocks(std::string_view block);
  absl::StatusOr<bool> HasHeaderAt(uint64_t position);
  absl::Status Fault(std::string_view what) const;

  const Context& context_;
  const RandomAccessSource& tar_;
  uint64_t position_ = 0;          // of the next block
  std::array<char, 4096> window_;  // of the tar
  uint64_t window_at_ = 0;
  size_t window_size_ = 0;
  uint64_t headers_ = 0;
};

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_TAR_HEADERS_H_
