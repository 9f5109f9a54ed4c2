#include "claircore/storage/memory/blob.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace claircore::memory {
namespace {

// No blob that we write comes near it; a damaged size must not make us allocate the machine away.
constexpr uint64_t kMaxRawBytes = uint64_t{2} << 30;
constexpr int kLevel = 3;

}  // namespace

absl::StatusOr<std::shared_ptr<const MappedFile>> MappedFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
  struct stat info {};
  absl::Status status;
  const char* data = nullptr;
  if (fstat(fd, &info) != 0) {
    status = absl::ErrnoToStatus(errno, absl::StrCat("reading ", path));
  } else if (!S_ISREG(info.st_mode)) {
    status = absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  } else if (info.st_size > 0) {
    void* mapped = mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) {
      status = absl::ErrnoToStatus(errno, absl::StrCat("mapping ", path));
    } else {
      data = static_cast<const char*>(mapped);
    }
  }
  close(fd);
  if (!status.ok()) return status;
  return std::shared_ptr<const MappedFile>(new MappedFile(data, static_cast<size_t>(info.st_size)));
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

std::shared_ptr<const Blob> Blob::Compress(std::string_view raw) {
  auto stored = std::make_shared<std::string>();
  stored->resize(ZSTD_compressBound(raw.size()));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  // Cannot fail with a buffer of that size.
  const size_t n = ZSTD_compress2(context, stored->data(), stored->size(), raw.data(), raw.size());
  ZSTD_freeCCtx(context);
  stored->resize(n);
  stored->shrink_to_fit();
  const std::string_view bytes = *stored;
  return std::make_shared<const Blob>(std::move(stored), bytes, raw.size());
}

absl::StatusOr<std::string> Blob::Decompress() const {
  if (raw_size_ > kMaxRawBytes ||
      ZSTD_getFrameContentSize(stored_.data(), stored_.size()) != raw_size_) {
    return absl::DataLossError("a compressed part of the store is damaged");
  }
  std::string raw;
  raw.resize(raw_size_);
  const size_t n = ZSTD_decompress(raw.data(), raw.size(), stored_.data(), stored_.size());
  if (ZSTD_isError(n) || n != raw_size_) {
    return absl::DataLossError("a compressed part of the store is damaged");
  }
  return raw;
}

}  // namespace claircore::memory
