#include "indexer/sqlite/source_vfs.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <span>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace claircore::internal {

struct SourceVfs::File {
  sqlite3_file base;  // first, as SQLite knows only this
  SourceVfs* vfs;
};

SourceVfs::SourceVfs(std::shared_ptr<const RandomAccessSource> source)
    : source_(std::move(source)),
      // No two living objects have one address.
      name_(absl::StrCat("claircore-", absl::Hex(reinterpret_cast<uintptr_t>(this)))) {
  vfs_.iVersion = 1;
  vfs_.szOsFile = sizeof(File);
  vfs_.mxPathname = 64;
  vfs_.zName = name_.c_str();
  vfs_.pAppData = this;
  vfs_.xOpen = Open;
  vfs_.xDelete = [](sqlite3_vfs*, const char*, int) { return SQLITE_IOERR_DELETE; };
  vfs_.xAccess = [](sqlite3_vfs*, const char*, int, int* exists) {
    *exists = 0;
    return SQLITE_OK;
  };
  vfs_.xFullPathname = [](sqlite3_vfs*, const char* name, int size, char* full) {
    std::snprintf(full, static_cast<size_t>(size), "%s", name);
    return SQLITE_OK;
  };
  // SQLite seeds itself from its default file system, never from this one.
  vfs_.xRandomness = [](sqlite3_vfs*, int, char*) { return 0; };
  vfs_.xSleep = [](sqlite3_vfs*, int) { return 0; };
  vfs_.xCurrentTime = [](sqlite3_vfs*, double* day) {
    *day = 0;
    return SQLITE_OK;
  };
  vfs_.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
}

SourceVfs::~SourceVfs() {
  if (registered_) sqlite3_vfs_unregister(&vfs_);
}

absl::Status SourceVfs::Register() {
  if (sqlite3_vfs_register(&vfs_, /*makeDflt=*/0) != SQLITE_OK) {
    return absl::ResourceExhaustedError("SQLite does not start");
  }
  registered_ = true;
  return absl::OkStatus();
}

absl::Status SourceVfs::TakeError() { return std::exchange(error_, absl::OkStatus()); }

int SourceVfs::Open(sqlite3_vfs* vfs, const char*, sqlite3_file* file, int flags,
                    int* out_flags) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  reinterpret_cast<File*>(file)->vfs = static_cast<SourceVfs*>(vfs->pAppData);
  file->pMethods = Methods();
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}

int SourceVfs::Read(sqlite3_file* file, void* into, int bytes, sqlite3_int64 position) {
  SourceVfs& vfs = *reinterpret_cast<File*>(file)->vfs;
  if (vfs.context_ == nullptr || vfs.context_->done()) return SQLITE_IOERR_READ;
  std::span<std::byte> buffer(static_cast<std::byte*>(into), static_cast<size_t>(bytes));
  auto at = static_cast<uint64_t>(position);
  while (!buffer.empty()) {
    const absl::StatusOr<size_t> n = vfs.source_->ReadAt(at, buffer);
    if (!n.ok()) {
      vfs.error_ = n.status();
      return SQLITE_IOERR_READ;
    }
    if (*n == 0) {
      std::memset(buffer.data(), 0, buffer.size());  // as the interface demands
      return SQLITE_IOERR_SHORT_READ;
    }
    at += *n;
    buffer = buffer.subspan(*n);
  }
  return SQLITE_OK;
}

const sqlite3_io_methods* SourceVfs::Methods() {
  static constexpr auto kNothingToDo = [](sqlite3_file*, int) { return SQLITE_OK; };
  static constexpr sqlite3_io_methods kMethods = {
      .iVersion = 1,  // no shared memory, no mapping
      .xClose = [](sqlite3_file*) { return SQLITE_OK; },
      .xRead = Read,
      .xWrite = [](sqlite3_file*, const void*, int, sqlite3_int64) { return SQLITE_READONLY; },
      .xTruncate = [](sqlite3_file*, sqlite3_int64) { return SQLITE_READONLY; },
      .xSync = kNothingToDo,
      .xFileSize =
          [](sqlite3_file* file, sqlite3_int64* size) {
            constexpr uint64_t kMost = std::numeric_limits<sqlite3_int64>::max();
            const uint64_t bytes = reinterpret_cast<File*>(file)->vfs->source_->size();
            *size = static_cast<sqlite3_int64>(std::min(bytes, kMost));
            return SQLITE_OK;
          },
      .xLock = kNothingToDo,
      .xUnlock = kNothingToDo,
      .xCheckReservedLock =
          [](sqlite3_file*, int* reserved) {
            *reserved = 0;
            return SQLITE_OK;
          },
      .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
      .xSectorSize = [](sqlite3_file*) { return 4096; },
      // No locks, no journal, and a database that says it has a write-ahead log opens without it.
      .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_IMMUTABLE; },
      .xShmMap = nullptr,
      .xShmLock = nullptr,
      .xShmBarrier = nullptr,
      .xShmUnmap = nullptr,
      .xFetch = nullptr,
      .xUnfetch = nullptr,
  };
  return &kMethods;
}

}  // namespace claircore::internal
