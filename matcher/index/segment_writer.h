#ifndef MATCHER_INDEX_SEGMENT_WRITER_H_
#define MATCHER_INDEX_SEGMENT_WRITER_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "matcher/index/layout.h"

namespace claircore::matcher {

// Lays sections out one after the other, kCold last, and writes the header over them.
class SegmentWriter {
 public:
  explicit SegmentWriter(uint64_t ranges);
  // Each section but kChecksums once, kCold last.
  void Put(Section section, std::string_view bytes);
  template <typename T>
  void Put(Section section, std::span<const T> items) {
    Put(section, std::string_view(reinterpret_cast<const char*>(items.data()), items.size_bytes()));
  }
  std::string Finish() &&;

 private:
  void Append(Section section, std::string_view bytes);

  Header header_{};
  std::string bytes_;
};

// Writes the header's checksum anew over a header that was changed: for tests and fuzzing.
void SealHeader(std::string& segment);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_SEGMENT_WRITER_H_
