#ifndef CLAIRCORE_INDEXER_SQLITE_WAL_OVERLAY_H_
#define CLAIRCORE_INDEXER_SQLITE_WAL_OVERLAY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::internal {

// The database as SQLite would see it with its write-ahead log
// (https://www.sqlite.org/fileformat2.html#the_write_ahead_log): frames count as far as salts and
// the running checksum are right, up to the last frame that commits. The rest - a transaction cut
// short, what an earlier round left behind - is ignored, and so is a log whose header is damaged.
// `database` itself when nothing counts. RESOURCE_EXHAUSTED for a log of more than 1 GiB.
absl::StatusOr<std::shared_ptr<const RandomAccessSource>> OverlayWal(
    const Context& context, std::shared_ptr<const RandomAccessSource> database,
    std::shared_ptr<const RandomAccessSource> wal);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SQLITE_WAL_OVERLAY_H_
