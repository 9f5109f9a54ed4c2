#ifndef CLAIRCORE_INDEXER_RPMDB_NDB_H_
#define CLAIRCORE_INDEXER_RPMDB_NDB_H_

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/rpmdb/record_visitor.h"

namespace claircore::rpmdb {

// Reads `Packages.db`, the database of SUSE's rpm: pages of slots that say where the blobs are, and
// checksummed blobs. Format: lib/backend/ndb/rpmpkg.c of rpm. Blobs that overlap are refused, so
// that slots cannot make a file cost more than its size.
//
// Not OK when nothing can be read, when `visitor` says so, or when the context has ended.
absl::Status ReadNdb(const Context& context, const RandomAccessSource& file,
                     RecordVisitor& visitor);

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_NDB_H_
