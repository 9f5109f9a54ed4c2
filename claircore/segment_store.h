#ifndef CLAIRCORE_SEGMENT_STORE_H_
#define CLAIRCORE_SEGMENT_STORE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::inline v0 {

// A stored segment. Whoever has its bytes in memory (a buffer, a file mapped that nobody writes to
// in place) overrides in_place(); whoever reads them when they are asked for, size() and ReadAt():
// the engine then reads what it needs, block by block, into memory of its own. Immutable.
class SharedBytes : public RandomAccessSource {
 public:
  // All of them, for as long as this object lives, beginning at a multiple of 8; no data: ReadAt().
  virtual std::string_view in_place() const { return {}; }
  // What to call them in messages: the file's path. May be empty.
  virtual std::string_view name() const { return {}; }

  uint64_t size() const override { return in_place().size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override;
};

// How a file of ours is read.
enum class FileReading : uint8_t {
  // What is needed, when it is first needed, into memory of our own: a file that somebody truncates
  // or writes over meanwhile is DATA_LOSS.
  kOnTouch,
  // Mapped: several processes share what they read. For a host that owns its files, as the process
  // that has one mapped is ended (SIGBUS) when somebody truncates it.
  kMapped,
};

// Where compiled segments of the match index live, so that the next process need not compile them.
// A cache: what is missing or damaged is compiled again from the VulnerabilityStore. Safe for
// concurrent calls.
class SegmentStore {
 public:
  virtual ~SegmentStore() = default;
  // NOT_FOUND if there is none of that name.
  virtual absl::StatusOr<std::shared_ptr<const SharedBytes>> Open(const Context& context,
                                                                  std::string_view name) = 0;
  // Atomic; replaces. Readers of the old bytes keep them. `name` is [A-Za-z0-9._@-]+.
  virtual absl::Status Put(const Context& context, std::string_view name,
                           std::string_view bytes) = 0;
  virtual absl::StatusOr<std::vector<std::string>> List(const Context& context) = 0;
  virtual absl::Status Delete(const Context& context, std::string_view name) = 0;
};

// One file a segment in `directory`, which is made if it is missing.
absl::StatusOr<std::unique_ptr<SegmentStore>> NewSegmentDirectory(
    std::string_view directory, FileReading reading = FileReading::kOnTouch);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_SEGMENT_STORE_H_
