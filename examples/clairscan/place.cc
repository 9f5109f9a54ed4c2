#include "examples/clairscan/place.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

constexpr std::chrono::milliseconds kPoll{50};

// Never a place that all users share: what lies there anyone may have made.
absl::StatusOr<std::string> OwnPath() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return absl::StrCat(cache, "/clairscan/clairscan.db");
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return absl::StrCat(home, "/.cache/clairscan/clairscan.db");
  return absl::FailedPreconditionError(
      "no place for the database, as neither XDG_CACHE_HOME nor HOME names a folder; name a file "
      "with --db");
}

// Whether somebody who is neither its owner nor of our own group may write to it. A group of ours
// is most often a user's private one.
bool OthersWrite(const struct stat& info) {
  return (info.st_mode & S_IWOTH) != 0 ||
         ((info.st_mode & S_IWGRP) != 0 && info.st_gid != getegid());
}

absl::Status Refused(const std::string& file, const std::string& why) {
  return absl::PermissionDeniedError(
      absl::StrCat("no database from ", file, ": ", why, "; name another with --db"));
}

absl::Status CheckOne(const std::string& file) {
  const std::string parent = std::filesystem::path(file).parent_path();
  const std::string folder = parent.empty() ? "." : parent;
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0) return absl::OkStatus();  // whoever opens it will say why
  const bool shared = OthersWrite(info);
  // There, as in /tmp, nobody replaces what is another's.
  const bool sticky = (info.st_mode & S_ISVTX) != 0;
  if (shared && !sticky) {
    return Refused(file, absl::StrCat("others can write to the folder ", folder));
  }
  if (lstat(file.c_str(), &info) != 0) return absl::OkStatus();
  if (shared && info.st_uid != geteuid() && info.st_uid != 0) {
    return Refused(file, absl::StrCat("it is another user's, in the shared folder ", folder));
  }
  if (S_ISREG(info.st_mode) && OthersWrite(info)) return Refused(file, "others can write to it");
  return absl::OkStatus();
}

absl::Status CheckPlace(const std::string& path) {
  CLAIRCORE_RETURN_IF_ERROR(CheckOne(path));
  std::error_code error;
  const std::string target = std::filesystem::canonical(path, error);
  return error || target == path ? absl::OkStatus() : CheckOne(target);
}

absl::Status NotWritable(const std::string& path, std::string_view why) {
  return absl::PermissionDeniedError(absl::StrCat("cannot write the database ", path, ": ",
                                                  std::string(why),
                                                  "; name another place with --db"));
}

}  // namespace

absl::StatusOr<std::string> DatabasePath(const std::string& db) {
  std::string path = db;
  if (db.empty()) {
    CLAIRCORE_ASSIGN_OR_RETURN(path, OwnPath());
  }
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) path += "/clairscan.db";
  CLAIRCORE_RETURN_IF_ERROR(CheckPlace(path));
  // The user's own place is private; for another the user's umask speaks, but lets nobody write
  // what is refused above.
  umask(umask(0) | (db.empty() ? 077 : 022));
  return path;
}

absl::StatusOr<UpdateLock> UpdateLock::Take(const claircore::Context& context,
                                            const std::string& path, TerminalProgress& progress) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) return NotWritable(path, error.message());
  const std::string name = path + ".update.lock";
  const int fd = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return NotWritable(path, std::error_code(errno, std::generic_category()).message());
  UpdateLock lock(fd);
  for (bool said = false; flock(fd, LOCK_EX | LOCK_NB) != 0; said = true) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return NotWritable(path, std::error_code(errno, std::generic_category()).message());
    }
    if (!said) {
      progress.Stage("waiting");
      std::cerr << "clairscan: waiting for another update of " << Printable(path) << "\n";
    }
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::this_thread::sleep_for(kPoll);
  }
  return lock;
}

UpdateLock::~UpdateLock() {
  if (fd_ >= 0) close(fd_);
}

}  // namespace clairscan
