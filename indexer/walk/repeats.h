#ifndef CLAIRCORE_INDEXER_WALK_REPEATS_H_
#define CLAIRCORE_INDEXER_WALK_REPEATS_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "claircore/io.h"
#include "claircore/layer_view.h"

namespace claircore::walk {

// What one scanner may read of bytes that it has read under another name: as much as the layer
// kept, and some megabytes, so that its work stays linear in the layer's bytes. Safe for concurrent
// use but for Again().
class Repeats {
 public:
  explicit Repeats(uint64_t kept_bytes) : left_(kBase + kept_bytes) {}

  // Whether the file's bytes were asked for under another name.
  bool Again(const FileEntry& file, const LayerView::Bytes& bytes);
  bool Spend(uint64_t bytes);
  static absl::Status Spent();

 private:
  static constexpr uint64_t kBase = uint64_t{16} << 20;
  std::atomic<uint64_t> left_;
  absl::flat_hash_map<uint64_t, std::string> first_;  // the name that they were asked for first
};

// `source`, whose reads are spent. `repeats` must outlive it.
std::unique_ptr<RandomAccessSource> NewRepeatSource(std::unique_ptr<RandomAccessSource> source,
                                                    Repeats& repeats);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_REPEATS_H_
