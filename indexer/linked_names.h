#ifndef CLAIRCORE_INDEXER_LINKED_NAMES_H_
#define CLAIRCORE_INDEXER_LINKED_NAMES_H_

#include <compare>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "indexer/coalesce/overlay.h"
#include "indexer/coalesce/path_table.h"
#include "indexer/scanner_plan.h"
#include "indexer/walk/dispatch.h"

namespace claircore::internal {

// A file that the image has under a name which its own layer does not give it: a link, or a linked
// directory, of another layer leads there.
struct LinkedName {
  size_t layer = 0;              // that holds the file
  size_t since = 0;              // the newest layer of those that make the name
  std::string path;              // the name: no link's target, but what a scanner looks for
  std::string file;              // in `layer`
  std::vector<size_t> scanners;  // into ScannerPlan::scanners; that want the name, ascending
  friend bool operator==(const LinkedName&, const LinkedName&) = default;
};

// The names of the image that scanners want and could not see in any single layer, for:
// - a link to a file, `status -> status.real`, where layers above rewrite the file;
// - a linked directory, `var/lib/dpkg -> /usr/share/db`, of another layer than the files in it,
// also
//   where a pattern has it at any place: `**/node_modules/*/package.json`;
// - a hard link to a file of an older layer.
// What is meant is the file system that all layers make together. Names that a layer's own scan
// has seen are left out. Sorted by (layer, path); nearly always empty.
struct LinkedNames {
  std::vector<LinkedName> names;
  // What a layer's own scan saw because a link of a wanted name led there, when no such link does
  // so any more.
  struct Stale {
    size_t layer = 0;
    size_t scanner = 0;  // into ScannerPlan::scanners
    std::string file;
    friend bool operator==(const Stale&, const Stale&) = default;
    friend auto operator<=>(const Stale&, const Stale&) = default;
  };
  std::vector<Stale> stale;  // sorted
  bool complete = true;      // no more than 300,000 files behind links are looked at
};
// `overlay` is of the layers; `paths` are theirs as their archives have them.
absl::StatusOr<LinkedNames> FindLinkedNames(
    const Context& context, const ScannerPlan& plan, const walk::DispatchTable& dispatch,
    const Overlay& overlay, std::span<const std::shared_ptr<const PathTable>> paths);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LINKED_NAMES_H_
