#ifndef CLAIRCORE_INDEXER_EXECUTABLES_EXECUTABLE_STREAM_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_EXECUTABLE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/layer_scanner.h"
#include "indexer/executables/layout.h"

namespace claircore::executables {

// What a Sniff() needs for FormatOf(), and for a Layout of nearly any program.
inline constexpr size_t kSniffBytes = 4096;

// Eats a program as it passes by: first its layout, then all of its bytes. Nothing is kept but what
// the derived class keeps, so that the hundreds of megabytes of programs in an image cost little
// more than a look at each.
class ExecutableStream : public StreamConsumer {
 public:
  explicit ExecutableStream(uint64_t file_size) : file_size_(file_size) {}
  bool Feed(std::string_view bytes) final;

 protected:
  // Called once, before Take(). `head` has min(8192, size) bytes and is valid during the call.
  virtual bool Begin(const Layout& layout, std::string_view head) = 0;
  // The bytes at `offset`; pieces come one after the other, from 0 on. False, here and above: no
  // more are needed.
  virtual bool Take(uint64_t offset, std::string_view bytes) = 0;

  uint64_t file_size() const { return file_size_; }

 private:
  const uint64_t file_size_;
  std::string head_;  // when it comes in pieces
  bool begun_ = false;
  bool done_ = false;
  uint64_t offset_ = 0;  // of the next byte
};

// Bytes of a file from `begin` to before `end`.
struct Range {
  uint64_t begin = 0;
  uint64_t end = 0;
};
// Sorted, and those that touch as one: a hostile head must not have bytes looked at twice.
void MergeRanges(std::vector<Range>& ranges);

// The part of `bytes`, which lie at `offset`, within `range`; `offset` becomes where it lies.
std::string_view Clip(uint64_t& offset, std::string_view bytes, const Range& range);

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_EXECUTABLE_STREAM_H_
