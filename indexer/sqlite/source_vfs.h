#ifndef CLAIRCORE_INDEXER_SQLITE_SOURCE_VFS_H_
#define CLAIRCORE_INDEXER_SQLITE_SOURCE_VFS_H_

#include <sqlite3.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::internal {

// A file system for SQLite (https://www.sqlite.org/vfs.html) with one file in it, whatever it is
// called: an immutable database. Nothing else can be opened, so nothing is ever written. Registered
// under a name of its own while it lives; not movable.
class SourceVfs {
 public:
  explicit SourceVfs(std::shared_ptr<const RandomAccessSource> source);
  ~SourceVfs();
  SourceVfs(const SourceVfs&) = delete;
  SourceVfs& operator=(const SourceVfs&) = delete;

  // RESOURCE_EXHAUSTED when SQLite could not start.
  absl::Status Register();
  const char* name() const { return name_.c_str(); }
  const RandomAccessSource& source() const { return *source_; }

  // The call on whose behalf SQLite reads from now on; null: reads fail.
  void set_context(const Context* context) { context_ = context; }
  // Why reads failed since the last call of this, else OK.
  absl::Status TakeError();

 private:
  struct File;
  static int Open(sqlite3_vfs*, const char*, sqlite3_file*, int flags, int* out_flags);
  static int Read(sqlite3_file*, void* into, int bytes, sqlite3_int64 position);
  static const sqlite3_io_methods* Methods();

  const std::shared_ptr<const RandomAccessSource> source_;
  const std::string name_;
  sqlite3_vfs vfs_ = {};
  bool registered_ = false;
  const Context* context_ = nullptr;
  absl::Status error_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SQLITE_SOURCE_VFS_H_
