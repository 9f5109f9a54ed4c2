#ifndef CLAIRCORE_INDEXER_COALESCE_PATH_TABLE_H_
#define CLAIRCORE_INDEXER_COALESCE_PATH_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"

namespace claircore::internal {

// What one layer says of one path.
struct PathFact {
  bool entry = false;                  // the layer holds it
  FileType type = FileType::kRegular;  // when `entry`
  bool whiteout = false;               // removed from the older layers
  bool opaque = false;                 // nothing of the older layers is left below it
  // Of symlinks, and of hard links to a file that the layer does not hold; else empty. Cleaned,
  // relative to the root.
  std::string_view link_target;
};

// Every path of one layer, sorted by bytes and front-coded, so that a hundred layers fit into
// memory; looked up by binary search over every 16th path, which is stored whole. Immutable.
class PathTable {
 public:
  // Front-coded bytes of one table; larger ones are neither written nor read.
  static constexpr uint64_t kMaxBytes = uint64_t{256} << 20;
  // Of one path or link target.
  static constexpr size_t kMaxPathBytes = 65536;

  // Reads what Encode() wrote. The bytes come from a host's store and are not trusted: DATA_LOSS
  // when anything about them is wrong, RESOURCE_EXHAUSTED beyond kMaxBytes.
  static absl::StatusOr<PathTable> Decode(const Context& context, std::string_view blob);
  // "CCPT", a version byte, the length and number of records as varints, then a zstd frame of the
  // records. Equal tables give equal bytes.
  absl::StatusOr<std::string> Encode(const Context& context) const;

  size_t size() const { return size_; }           // paths
  size_t bytes() const { return bytes_.size(); }  // roughly, of memory
  // Whether some hard link names a file that the layer does not hold.
  bool has_distant_links() const { return has_distant_links_; }

  // The first position in [begin, end) whose path is not less than `path`; `end` if there is none.
  size_t LowerBound(std::string_view path, size_t begin, size_t end) const;

  // Goes through a table from a position on.
  //   for (PathTable::Cursor c(table, 0); c.valid(); c.Next()) Use(c.path(), c.fact());
  class Cursor {
   public:
    Cursor(const PathTable& table, size_t position);
    bool valid() const { return position_ < table_.size_; }
    size_t position() const { return position_; }
    std::string_view path() const { return path_; }  // until Next()
    const PathFact& fact() const { return fact_; }   // its views live as long as the table
    void Next();

   private:
    void Read();
    const PathTable& table_;
    size_t position_;
    size_t next_;  // offset of the record after this one
    std::string path_;
    PathFact fact_;
  };

 private:
  friend class PathTableWriter;
  static constexpr size_t kRestart = 16;
  std::string_view FirstOf(size_t block) const;

  // Records: varint bytes shared with the path before, varint bytes that follow, flags, those
  // bytes; where the flags say so also varint length and bytes of a link's target.
  std::string bytes_;
  std::vector<uint32_t> restarts_;  // offset of every kRestart-th record
  size_t size_ = 0;
  bool has_distant_links_ = false;
};

// Makes a table of paths that come in order.
class PathTableWriter {
 public:
  // INVALID_ARGUMENT unless `path` is greater than the one before; RESOURCE_EXHAUSTED when the
  // table or the path would be too large.
  absl::Status Add(std::string_view path, const PathFact& fact);
  PathTable Finish() &&;

 private:
  PathTable table_;
  std::string last_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_PATH_TABLE_H_
