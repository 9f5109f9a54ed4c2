#ifndef CLAIRCORE_INDEXER_ZIP_INFLATER_H_
#define CLAIRCORE_INDEXER_ZIP_INFLATER_H_

#include <isa-l/igzip_lib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/zip/zip.h"

namespace claircore::zip {

// A range of a source that holds a raw deflate stream (RFC 1951), inflated piece by piece.
class Inflater {
 public:
  // All must outlive it.
  Inflater(const Context& context, const RandomAccessSource& source, Budget& budget);
  void Start(uint64_t begin, uint64_t packed_size);

  // Fills `out` unless the stream ends before. DATA_LOSS when it is damaged or cut off.
  absl::StatusOr<size_t> Read(std::span<char> out);

  // A place to go on from: about 90 KiB.
  struct Point {
    inflate_state state;
    uint64_t next = 0;  // in the source
  };
  void Save(Point& point) const;
  void Restore(const Point& point);

 private:
  const Context& context_;
  const RandomAccessSource& source_;
  Budget& budget_;
  uint64_t next_ = 0;  // in the source: what comes after in_
  uint64_t end_ = 0;
  std::string in_;
  inflate_state state_;
};

}  // namespace claircore::zip

#endif  // CLAIRCORE_INDEXER_ZIP_INFLATER_H_
