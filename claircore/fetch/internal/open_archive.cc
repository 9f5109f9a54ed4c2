#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/archive_reader.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/internal/status_macros.h"

namespace claircore::fetch {
namespace {

// The compression that the first bytes tell, as libarchive counts them.
int FilterOf(std::string_view head) {
  using std::string_view_literals::operator""sv;
  if (head.starts_with("\x1f\x8b"sv)) return ARCHIVE_FILTER_GZIP;
  if (head.starts_with("\x28\xb5\x2f\xfd"sv)) return ARCHIVE_FILTER_ZSTD;
  if (head.starts_with("BZh"sv)) return ARCHIVE_FILTER_BZIP2;
  if (head.starts_with("\xfd"
                       "7zXZ\0"sv)) {
    return ARCHIVE_FILTER_XZ;
  }
  return ARCHIVE_FILTER_NONE;
}

// Copies what `input` holds, decompressed, to a temporary file.
absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Spool(const Context& context,
                                                                ArchiveInput& input,
                                                                TemporaryStorage& temporary,
                                                                const ArchiveLimits& limits) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view head, input.Head());
  if (head.empty()) return absl::DataLossError("reading an archive: it is empty");
  const ArchivePtr a(archive_read_new());
  archive_read_support_format_raw(a.get());
  // This one and no more: filters that libarchive chooses itself it piles up, 25 of them, for what
  // turns out to be compressed again.
  const int filter = FilterOf(head);
  if (filter != ARCHIVE_FILTER_NONE && archive_read_append_filter(a.get(), filter) != ARCHIVE_OK) {
    return input.Failure(a.get(), "reading an archive");
  }
  CLAIRCORE_RETURN_IF_ERROR(input.Open(a.get()));
  struct archive_entry* entry = nullptr;
  if (archive_read_next_header(a.get(), &entry) != ARCHIVE_OK) {
    return input.Failure(a.get(), "reading an archive");
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<TemporaryFile> file, temporary.Create(context));
  uint64_t total = 0;
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const void* data = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int result = archive_read_data_block(a.get(), &data, &size, &offset);
    if (result == ARCHIVE_EOF) break;
    if (result != ARCHIVE_OK) return input.Failure(a.get(), "decompressing an archive");
    total += size;
    if (total > limits.max_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("an archive of more than ", limits.max_bytes, " bytes"));
    }
    CLAIRCORE_RETURN_IF_ERROR(file->Append({static_cast<const std::byte*>(data), size}));
  }
  return std::shared_ptr<const RandomAccessSource>(std::move(file));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const RandomAccessSource>> OpenArchive(const Context& context,
                                                                      const std::string& path,
                                                                      TemporaryStorage& temporary,
                                                                      const ArchiveLimits& limits) {
  if (path == "-") {
    ArchiveInput input(context, STDIN_FILENO);
    return Spool(context, input, temporary, limits);
  }
  Fd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("reading ", path));
  }
  if (S_ISFIFO(info.st_mode) || S_ISCHR(info.st_mode) || S_ISSOCK(info.st_mode)) {
    ArchiveInput input(context, fd.get());
    return Spool(context, input, temporary, limits);
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const RandomAccessSource> file,
                             NewFileSource(std::move(fd), path));
  std::array<char, 8> head{};
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             file->ReadAt(0, std::as_writable_bytes(std::span(head))));
  if (FilterOf({head.data(), n}) == ARCHIVE_FILTER_NONE) return file;
  ArchiveInput input(context, file.get());
  return Spool(context, input, temporary, limits);
}

}  // namespace claircore::fetch
