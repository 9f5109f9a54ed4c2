#ifndef CLAIRCORE_INDEXER_COALESCE_OVERLAY_H_
#define CLAIRCORE_INDEXER_COALESCE_OVERLAY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "claircore/file_wants.h"
#include "claircore/internal/hash_map.h"
#include "indexer/coalesce/path_table.h"

namespace claircore::internal {

// What happened to a path: a layer put something there, or took it away.
struct PathEvent {
  uint32_t layer = 0;
  bool present = false;
  FileType type = FileType::kRegular;  // when present
  std::string_view link_target;        // as PathFact's
};

// Path tables laid over each other, oldest first: the history of each path. A table's paths must be
// real ones, not leading through symlinks (see redirect.h).
//
// Nothing is merged beforehand. The history of a path is worked out when it is asked for, from its
// parent's history and from what each table has at and below it, and remembered. As the parent
// already knows which part of which tables lies below it, a look-up costs a few short binary
// searches however many layers there are. Thread-safe.
//
// The rules, those of the OCI image spec where it speaks:
// - A whiteout, an opaque mark on a parent, or a parent that becomes a non-directory takes a path
//   away from the older layers; never from its own layer, whatever the order in the tar.
// - A directory that is there already is no event. What lies below a path that is not there makes
//   it a directory.
// - Only what is said hides: a file is not replaced by a path below it alone.
class Overlay {
 public:
  // Every path that some table has as a symlink, and perhaps others: all else need not be looked at
  // when links are followed, and hardly any path is one.
  using Links = HashSet<std::string>;

  Overlay(std::vector<std::shared_ptr<const PathTable>> tables, std::shared_ptr<const Links> links);

  size_t layers() const { return tables_.size(); }

  // By layer, oldest first; empty when the path never was. Valid as long as this object. The root
  // is "" and always there.
  const std::vector<PathEvent>& HistoryOf(std::string_view real_path) const;
  // The newest event at or below `layer`; null if there is none.
  const PathEvent* StateAt(std::string_view real_path, size_t layer) const;

  // A file, or a link, of one layer that is there in the end.
  struct File {
    uint32_t layer;
    std::string_view path;  // during the visit
  };
  // Calls `visit` for each of them below a directory, by layer and then by path, until it returns
  // false.
  void ForEachFileBelow(std::string_view real_dir,
                        absl::FunctionRef<bool(const File& file)> visit) const;
  const Links& links() const { return *links_; }
  const PathTable& table(size_t layer) const { return *tables_[layer]; }

  enum class Last { kFollow, kKeep };
  // Where `path` leads in the file system of layers 0 to `layer`: links of its parents, and of
  // itself if kFollow, are followed. Absent beyond kMaxHops links. What is not there is taken for
  // a directory, so the result need not exist.
  static constexpr int kMaxHops = 40;
  // `through` gets the layers of the links that were followed.
  std::optional<std::string> Follow(std::string_view path, size_t layer, Last last,
                                    std::vector<uint32_t>* through = nullptr) const;

 private:
  // Where a table lies below a node.
  struct Range {
    uint32_t layer;
    size_t begin, end;
  };
  struct Node {
    std::vector<PathEvent> events;
    std::vector<Range> below;
    std::vector<uint32_t> cleared;  // layers that hide everything older below this path
  };

  const Node& NodeOf(std::string_view path) const;  // needs mutex_
  std::unique_ptr<Node> MakeRoot() const;
  std::unique_ptr<Node> MakeChild(const Node& parent, std::string_view path) const;

  const std::vector<std::shared_ptr<const PathTable>> tables_;
  const std::shared_ptr<const Links> links_;
  mutable std::mutex mutex_;
  mutable HashMap<std::string, std::unique_ptr<Node>> nodes_;  // guarded by mutex_
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_OVERLAY_H_
