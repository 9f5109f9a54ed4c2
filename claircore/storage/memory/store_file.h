#ifndef CLAIRCORE_STORAGE_MEMORY_STORE_FILE_H_
#define CLAIRCORE_STORAGE_MEMORY_STORE_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/segment_store.h"
#include "claircore/storage/memory/directory.pb.h"

// The file of a MemoryStore:
//
//   0   64 bytes   header, integers little-endian: "CLRSTORE", u32 version, u32 0,
//                  u64 directory offset, size and raw size, u64 file size, u64 generation,
//                  u64 FNV-1a of the 56 bytes before
//   64  blobs      one zstd frame each, with its checksum; segments as they are, on pages
//   ..  directory  a zstd frame with its checksum: memory.v1.Directory
//
// A version that other readers cannot read, or whose advisories they would look for elsewhere, has
// another number.
namespace claircore::memory {

inline constexpr uint32_t kStoreFileVersion = 2;

struct StoreFile {
  v1::Directory directory;
  uint64_t generation = 0;  // grows by one with each save to one path
};

// Reads header and directory, and checks that whatever the directory names lies within the file.
// DATA_LOSS; FAILED_PRECONDITION for another version. Both name the file and say what to do.
absl::StatusOr<StoreFile> ParseStoreFile(const SharedBytes& bytes);

// The generation of the file at `path`; 0 when there is none or it is not readable.
uint64_t GenerationOf(const std::string& path);

// Writes such a file, front to back; destroyed before Finish(), it leaves nothing behind.
class StoreFileWriter {
 public:
  // `path` is replaced.
  static absl::StatusOr<std::unique_ptr<StoreFileWriter>> Create(const std::string& path);
  ~StoreFileWriter();
  StoreFileWriter(const StoreFileWriter&) = delete;
  StoreFileWriter& operator=(const StoreFileWriter&) = delete;

  // Returns the offset, a multiple of `alignment` (a power of two).
  absl::StatusOr<uint64_t> Add(std::string_view bytes, uint64_t alignment);
  absl::StatusOr<uint64_t> Add(const SharedBytes& bytes, uint64_t alignment);
  // Adds the directory and the header, and waits until all of it is on the disk.
  absl::Status Finish(const v1::Directory& directory, uint64_t generation);

 private:
  StoreFileWriter(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  uint64_t Pad(uint64_t alignment);
  absl::Status Write(std::string_view bytes);
  absl::Status Flush();

  const std::string path_;
  const int fd_;
  bool finished_ = false;
  uint64_t offset_ = 0;  // of what comes after buffer_
  std::string buffer_;
};

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_STORE_FILE_H_
