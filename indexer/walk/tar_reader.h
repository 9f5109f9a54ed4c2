#ifndef CLAIRCORE_INDEXER_WALK_TAR_READER_H_
#define CLAIRCORE_INDEXER_WALK_TAR_READER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/file_wants.h"
#include "indexer/walk/chunk_source.h"

namespace claircore::walk {

// An entry as the archive has it: names are its bytes. The views are valid until the next Next().
struct TarEntry {
  std::string_view path;
  std::string_view link_target;  // of links
  FileType type = FileType::kRegular;
  uint32_t mode = 0;
  uint64_t size = 0;  // of regular files, holes included
};

struct TarBlock {
  uint64_t offset = 0;  // in the file; what lies between blocks is zero
  std::string_view bytes;
};

// Reads tar archives (ustar, pax, GNU, v7, sparse, several in a row) through libarchive. One
// thread, that is in the "C" locale while inside, so that names stay the archive's bytes whatever
// the host's locale.
class TarReader {
 public:
  // `chunks` is not owned and must outlive the reader.
  static absl::StatusOr<std::unique_ptr<TarReader>> Create(ChunkSource& chunks);
  virtual ~TarReader() = default;
  // Skips what is left of the present entry. False at the end. INVALID_ARGUMENT: no tar at all;
  // DATA_LOSS: damaged or cut off; or what the chunks returned.
  virtual absl::StatusOr<bool> Next(TarEntry& entry) = 0;
  // Of the present entry; in order, valid until the next call. False at its end.
  virtual absl::StatusOr<bool> NextBlock(TarBlock& block) = 0;
  // After the end: whether something that is no archive followed the end mark. It was ignored.
  virtual bool trailing_garbage() const = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_TAR_READER_H_
