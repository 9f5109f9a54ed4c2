#ifndef CLAIRCORE_SEGMENT_STORE_H_
#define CLAIRCORE_SEGMENT_STORE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"

namespace claircore::inline v0 {

// Bytes that stay where they are as long as this object lives: a mapped file, a buffer.
class SharedBytes {
 public:
  virtual ~SharedBytes() = default;
  virtual std::string_view bytes() const = 0;  // begins at a multiple of 8
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

// One file a segment in `directory`, opened by mmap. The directory is made if it is missing.
absl::StatusOr<std::unique_ptr<SegmentStore>> NewSegmentDirectory(std::string_view directory);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_SEGMENT_STORE_H_
