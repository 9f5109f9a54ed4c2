#ifndef CLAIRCORE_INDEXER_ZIP_DIRECTORY_H_
#define CLAIRCORE_INDEXER_ZIP_DIRECTORY_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "indexer/zip/zip.h"

namespace claircore::zip {

// Little endian, as all numbers of a zip.
template <typename T>
T Number(std::string_view bytes, size_t at) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) {
    value |= static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[at + i])) << (8 * i));
  }
  return value;
}

// Fills `out` with exactly `size` bytes; DATA_LOSS when the source ends before.
absl::Status ReadExactly(const RandomAccessSource& source, uint64_t position, size_t size,
                         std::string& out);

// Where the central directory lies.
struct Directory {
  uint64_t begin = 0;
  uint64_t end = 0;
  uint64_t base = 0;  // bytes before the archive: what is to be added to the offsets it states
};
absl::StatusOr<Directory> FindDirectory(const RandomAccessSource& archive, Budget& budget);

// Cuts the directory into members; holds no more than a piece of it.
class DirectoryReader {
 public:
  DirectoryReader(const RandomAccessSource& archive, const Directory& directory, Budget& budget)
      : archive_(archive), directory_(directory), budget_(budget), next_(directory.begin) {}
  // False: no more members.
  absl::StatusOr<bool> Next(Member& member);

 private:
  // Makes bytes_[at_, at_ + n) what comes next.
  absl::Status Need(size_t n);

  const RandomAccessSource& archive_;
  const Directory directory_;
  Budget& budget_;
  uint64_t next_;  // of the archive: what comes after bytes_
  std::string bytes_, fresh_;
  size_t at_ = 0;
};

}  // namespace claircore::zip

#endif  // CLAIRCORE_INDEXER_ZIP_DIRECTORY_H_
