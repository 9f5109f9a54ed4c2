#ifndef CLAIRCORE_INDEXER_COALESCE_REDIRECT_H_
#define CLAIRCORE_INDEXER_COALESCE_REDIRECT_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "indexer/coalesce/overlay.h"
#include "indexer/coalesce/path_table.h"

namespace claircore::internal {

// Moves what a layer says of paths that lead through symlinks to where it lands when the layer is
// unpacked: `bin/sh` of a layer over one in which `bin` is a link to `usr/bin` is `usr/bin/sh`.
// Add() the tables from the base up, then Finish().
//
// A layer's own links count as much as those of older layers, wherever in the tar they stand. Where
// a moved path meets one that was there, the latter stays. Paths through more links than can be
// followed stay where they are.
class Redirector {
 public:
  absl::Status Add(const Context& context, std::shared_ptr<const PathTable> table);
  // Of everything added. Last call.
  Overlay Finish() &&;

 private:
  bool LeadsThroughLink(const PathTable& table);
  absl::StatusOr<std::shared_ptr<const PathTable>> MoveOnce(
      const Context& context, const std::shared_ptr<const PathTable>& table, bool& moved) const;

  std::vector<std::shared_ptr<const PathTable>> tables_;
  // Every path that was a symlink in some layer so far: few, as against all paths, and a layer that
  // has nothing below any of them (nearly all) is taken as it is.
  std::shared_ptr<Overlay::Links> links_ = std::make_shared<Overlay::Links>();
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_REDIRECT_H_
