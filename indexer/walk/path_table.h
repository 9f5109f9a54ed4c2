#ifndef CLAIRCORE_INDEXER_WALK_PATH_TABLE_H_
#define CLAIRCORE_INDEXER_WALK_PATH_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"

namespace claircore::walk {

// Every path of a layer, in little memory: an arena of text and 24 bytes a path. Entries are
// numbered as they are added. First all Add(), then Seal(), then all else; after that thread-safe.
class PathTable {
 public:
  enum class Kind : uint8_t { kWhiteout, kOpaque, kEntry };
  struct Entry {
    std::string_view path;
    std::string_view link_target;  // as the archive has it
    Kind kind = Kind::kEntry;
    FileType type = FileType::kRegular;
    uint16_t mode = 0;  // permission bits
    uint64_t size = 0;  // of regular files
  };

  static constexpr size_t kMaxTextBytes = 65535;  // of a path, and of a link target

  // `max_bytes` bounds the text of all paths.
  explicit PathTable(uint64_t max_bytes) : max_bytes_(max_bytes) {}
  PathTable(const PathTable&) = delete;
  PathTable& operator=(const PathTable&) = delete;

  // RESOURCE_EXHAUSTED beyond max_bytes. Neither text may exceed kMaxTextBytes.
  absl::Status Add(const Entry& entry);
  // Sorts. Fails only when the context ends.
  absl::Status Seal(const Context& context);

  size_t size() const { return records_.size(); }
  Entry Get(uint32_t number) const;

  // The last entry at `path`, no whiteout or mark.
  std::optional<uint32_t> Find(std::string_view path) const;
  // The entry that `path` was when entry `number` was added, as a hard link sees it; the last one
  // if there was none yet.
  std::optional<uint32_t> FindBefore(std::string_view path, uint32_t number) const;
  // Whether another entry at the same path came later.
  bool Replaced(uint32_t number) const { return Find(Get(number).path) != number; }

  // All numbers by (path, kind, number). Of equal (path, kind) only the last one counts.
  const std::vector<uint32_t>& sorted() const { return sorted_; }
  // Positions in sorted() of what lies below `directory`, "" being the root.
  std::pair<size_t, size_t> Below(std::string_view directory) const;

  uint64_t bytes() const;

 private:
  struct Record {
    const char* text;  // path, then link target
    uint64_t size;
    uint16_t path_size;
    uint16_t target_size;
    uint16_t mode;
    Kind kind;
    FileType type;
  };

  std::string_view PathOf(uint32_t number) const {
    const Record& record = records_[number];
    return {record.text, record.path_size};
  }
  bool Less(uint32_t a, uint32_t b) const;
  char* Allocate(size_t size);
  // Positions in sorted_ of the entries at `path`.
  std::pair<size_t, size_t> EqualRange(std::string_view path) const;

  const uint64_t max_bytes_;
  uint64_t text_bytes_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t free_size_ = 0;
  std::deque<Record> records_;  // grows without copying
  std::vector<uint32_t> sorted_;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_PATH_TABLE_H_
