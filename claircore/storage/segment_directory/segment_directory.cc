#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/segment_store.h"
#include "claircore/storage/internal/stored_file.h"

namespace claircore::inline v0 {
namespace {

// Names that begin so are being written. No segment may be called so, as '~' is not allowed.
constexpr std::string_view kPartial = "~partial-";
// So that other files of the directory are left alone.
constexpr std::string_view kSuffix = ".segment";

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

absl::Status Failed(std::string_view what, const std::string& path) {
  const int error = errno;
  return absl::ErrnoToStatus(error, absl::StrCat(internal::ToAbsl(what), " ", path));
}

absl::Status WriteAll(int fd, std::string_view bytes, const Context& context,
                      const std::string& path) {
  while (!bytes.empty()) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const ssize_t n = write(fd, bytes.data(), std::min(bytes.size(), size_t{4} << 20));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return Failed("write", path);
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return absl::OkStatus();
}

absl::Status CheckName(std::string_view name) {
  const bool good = !name.empty() && name.size() <= 200 && name.front() != '.' &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '@' || c == '-';
                    });
  if (good) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("segment name '", internal::ToAbsl(name), "'"));
}

class SegmentDirectory final : public SegmentStore {
 public:
  SegmentDirectory(std::string directory, FileReading reading)
      : directory_(std::move(directory)), reading_(reading) {}

  absl::StatusOr<std::shared_ptr<const SharedBytes>> Open(const Context& context,
                                                          std::string_view name) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_RETURN_IF_ERROR(CheckName(name));
    const std::string path = Path(name);
    CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const SharedBytes> file,
                               storage::StoredFile::Open(path, reading_, O_NOFOLLOW));
    return file;
  }

  absl::Status Put(const Context& context, std::string_view name, std::string_view bytes) override {
    CLAIRCORE_RETURN_IF_ERROR(CheckName(name));
    const std::string partial =
        absl::StrCat(directory_, "/", internal::ToAbsl(kPartial), getpid(), "-",
                     next_partial_.fetch_add(1), "-", internal::ToAbsl(name));
    const absl::Status status = Write(context, partial, Path(name), bytes);
    if (!status.ok()) unlink(partial.c_str());
    return status;
  }

  absl::StatusOr<std::vector<std::string>> List(const Context& context) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(opendir(directory_.c_str()), closedir);
    if (directory == nullptr) return Failed("list", directory_);
    std::vector<std::string> names;
    while (const dirent* entry = readdir(directory.get())) {
      std::string_view name = entry->d_name;
      if (!name.ends_with(kSuffix)) continue;
      name.remove_suffix(kSuffix.size());
      if (CheckName(name).ok()) names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  absl::Status Delete(const Context& context, std::string_view name) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_RETURN_IF_ERROR(CheckName(name));
    const std::string path = Path(name);
    return unlink(path.c_str()) == 0 ? absl::OkStatus() : Failed("delete", path);
  }

 private:
  std::string Path(std::string_view name) const {
    return absl::StrCat(directory_, "/", internal::ToAbsl(name), internal::ToAbsl(kSuffix));
  }

  // A reader sees the old file or the whole new one, also after a crash: the bytes are on the disk
  // before they get the name.
  absl::Status Write(const Context& context, const std::string& partial, const std::string& path,
                     std::string_view bytes) const {
    const Descriptor file(open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                               S_IRUSR | S_IWUSR | S_IRGRP | S_IROTH));
    if (file.get() < 0) return Failed("create", partial);
    CLAIRCORE_RETURN_IF_ERROR(WriteAll(file.get(), bytes, context, partial));
    if (fdatasync(file.get()) != 0) return Failed("sync", partial);
    if (rename(partial.c_str(), path.c_str()) != 0) return Failed("rename", partial);
    return absl::OkStatus();
  }

  const std::string directory_;
  const FileReading reading_;
  std::atomic<unsigned> next_partial_{0};
};

}  // namespace

absl::StatusOr<std::unique_ptr<SegmentStore>> NewSegmentDirectory(std::string_view directory,
                                                                  FileReading reading) {
  if (directory.empty()) return absl::InvalidArgumentError("no directory for segments");
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path(directory), error);
  if (error) {
    return absl::ErrnoToStatus(error.value(), absl::StrCat("create ", internal::ToAbsl(directory)));
  }
  return absl::StatusOr<std::unique_ptr<SegmentStore>>(
      std::make_unique<SegmentDirectory>(std::string(directory), reading));
}

}  // namespace claircore::inline v0
