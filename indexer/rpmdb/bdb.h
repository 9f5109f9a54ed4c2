#ifndef CLAIRCORE_INDEXER_RPMDB_BDB_H_
#define CLAIRCORE_INDEXER_RPMDB_BDB_H_

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/rpmdb/record_visitor.h"

namespace claircore::rpmdb {

// Reads `Packages`, a hash table of Berkeley DB (versions 8 to 10 of the format, of either byte
// order), bucket by bucket. Formats: dbinc/db_page.h of Berkeley DB; which parts rpm uses:
// lib/backend/bdb_ro.c of rpm. Every page is read at most once, so that neither cycles nor lies
// about counts cost more than the file's size.
//
// Not OK when nothing can be read, when `visitor` says so, or when the context has ended.
absl::Status ReadBdb(const Context& context, const RandomAccessSource& file,
                     RecordVisitor& visitor);

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_BDB_H_
