#include "indexer/walk/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::walk {
namespace {

constexpr int64_t kEndMarkBytes = 1024;  // two zero blocks
constexpr int64_t kBlockBytes = 512;
// More than any honest entry has. A few bytes of a sparse map are an element of a list in memory,
// and libarchive takes maps without an end. Zeros do not count: any number may follow an archive.
constexpr uint64_t kMaxHeaderBytes = uint64_t{4} << 20;

bool AllZero(std::string_view bytes) {
  return bytes.empty() ||
         (bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};
struct FreeEntry {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};
struct FreeLocale {
  void operator()(locale_t l) const { freelocale(l); }
};
using Locale = std::unique_ptr<std::remove_pointer_t<locale_t>, FreeLocale>;

// libarchive converts names to the thread's locale.
class ScopedLocale {
 public:
  explicit ScopedLocale(locale_t locale) : previous_(uselocale(locale)) {}
  ~ScopedLocale() { uselocale(previous_); }
  ScopedLocale(const ScopedLocale&) = delete;
  ScopedLocale& operator=(const ScopedLocale&) = delete;

 private:
  const locale_t previous_;
};

std::string_view View(const char* text) {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

FileType TypeOf(archive_entry* entry) {
  if (archive_entry_hardlink(entry) != nullptr) return FileType::kHardLink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return FileType::kRegular;
    case AE_IFDIR:
      return FileType::kDirectory;
    case AE_IFLNK:
      return FileType::kSymlink;
    default:
      return FileType::kOther;
  }
}

class Reader final : public TarReader {
 public:
  Reader(ChunkSource& chunks, Locale locale) : chunks_(chunks), locale_(std::move(locale)) {}

  absl::Status Open() {
    archive_.reset(archive_read_new());
    entry_.reset(archive_entry_new());
    archive* a = archive_.get();
    if (a == nullptr || entry_ == nullptr) return absl::ResourceExhaustedError("no memory");
    // The empty format is that of a blob of no bytes.
    if (archive_read_support_format_tar(a) != ARCHIVE_OK ||
        archive_read_support_format_empty(a) != ARCHIVE_OK ||
        archive_read_set_options(a, "read_concatenated_archives") != ARCHIVE_OK) {
      return absl::InternalError(
          absl::StrCat("libarchive: ", archive_error_string(archive_.get())));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Next(TarEntry& entry) override {
    if (ended_) return false;
    CLAIRCORE_RETURN_IF_ERROR(status_);
    const ScopedLocale locale(locale_.get());
    if (!opened_) {
      opened_ = true;
      if (archive_read_open(archive_.get(), this, nullptr, &Reader::Read, nullptr) != ARCHIVE_OK) {
        return Fail(absl::InvalidArgumentError("not a tar archive"));
      }
    }
    // What is left of the present entry first, so that all that comes then is headers.
    if (seen_header_) {
      const int skipped = archive_read_data_skip(archive_.get());
      if (skipped == ARCHIVE_EOF) return Fail(absl::DataLossError("tar: it is cut off"));
      if (skipped < ARCHIVE_WARN) {
        return Fail(absl::DataLossError(absl::StrCat("tar: ", internal::ToAbsl(Message()))));
      }
    }
    in_header_ = true;
    header_bytes_ = 0;
    const int result = archive_read_next_header2(archive_.get(), entry_.get());
    in_header_ = false;
    switch (result) {
      case ARCHIVE_OK:
      case ARCHIVE_WARN:  // a name that is not ASCII; its bytes are there all the same
        break;
      case ARCHIVE_EOF:
        ended_ = true;
        return false;
      case ARCHIVE_RETRY:
        return BadHeader();
      default:
        return Fail(seen_header_
                        ? absl::DataLossError(absl::StrCat("tar: ", internal::ToAbsl(Message())))
                        : absl::InvalidArgumentError("not a tar archive"));
    }
    seen_header_ = true;
    Fill(entry);
    return true;
  }

  absl::StatusOr<bool> NextBlock(TarBlock& block) override {
    CLAIRCORE_RETURN_IF_ERROR(status_);
    const ScopedLocale locale(locale_.get());
    const void* bytes = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    switch (archive_read_data_block(archive_.get(), &bytes, &size, &offset)) {
      case ARCHIVE_OK:
      case ARCHIVE_WARN:
        break;
      case ARCHIVE_EOF:
        return false;
      default:
        return Fail(absl::DataLossError(absl::StrCat("tar: ", internal::ToAbsl(Message()))));
    }
    if (offset < 0) return Fail(absl::DataLossError("tar: negative offset"));
    block.offset = static_cast<uint64_t>(offset);
    block.bytes = {static_cast<const char*>(bytes), size};
    return true;
  }

  bool trailing_garbage() const override { return trailing_garbage_; }

 private:
  static la_ssize_t Read(archive* a, void* self, const void** bytes) {
    Reader& reader = *static_cast<Reader*>(self);
    absl::StatusOr<std::string_view> chunk = reader.chunks_.Next();
    if (!chunk.ok()) {
      reader.status_ = std::move(chunk).status();
      archive_set_error(a, EIO, "no input");
      return ARCHIVE_FATAL;
    }
    if (reader.in_header_ && !AllZero(*chunk)) {
      reader.header_bytes_ += chunk->size();
      if (reader.header_bytes_ > kMaxHeaderBytes) {
        reader.status_ = absl::ResourceExhaustedError("tar: an entry with endless headers");
        archive_set_error(a, E2BIG, "too many headers");
        return ARCHIVE_FATAL;
      }
    }
    *bytes = chunk->data();
    return static_cast<la_ssize_t>(chunk->size());
  }

  void Fill(TarEntry& entry) {
    archive_entry* e = entry_.get();
    entry.path = View(archive_entry_pathname(e));
    entry.type = TypeOf(e);
    entry.link_target = {};
    if (entry.type == FileType::kHardLink) entry.link_target = View(archive_entry_hardlink(e));
    if (entry.type == FileType::kSymlink) entry.link_target = View(archive_entry_symlink(e));
    entry.mode = static_cast<uint32_t>(archive_entry_perm(e));
    const la_int64_t size = archive_entry_size(e);
    entry.size = entry.type == FileType::kRegular && size > 0 ? static_cast<uint64_t>(size) : 0;
  }

  // After an end mark it is something that was left behind the archive, else damage.
  absl::StatusOr<bool> BadHeader() {
    const int64_t read = archive_filter_bytes(archive_.get(), 0);
    const int64_t begin = archive_read_header_position(archive_.get());
    if (read - kBlockBytes - begin < kEndMarkBytes) {
      return Fail(absl::DataLossError("tar: damaged header"));
    }
    trailing_garbage_ = true;
    ended_ = true;
    return false;
  }

  // The source's own error is the better reason.
  absl::Status Fail(absl::Status why) {
    if (status_.ok()) status_ = std::move(why);
    return status_;
  }

  std::string_view Message() const { return View(archive_error_string(archive_.get())); }

  ChunkSource& chunks_;
  const Locale locale_;
  std::unique_ptr<archive, FreeArchive> archive_;
  std::unique_ptr<archive_entry, FreeEntry> entry_;
  absl::Status status_;
  bool opened_ = false;
  bool seen_header_ = false;
  bool ended_ = false;
  bool trailing_garbage_ = false;
  bool in_header_ = false;
  uint64_t header_bytes_ = 0;  // that came for the present one
};

}  // namespace

absl::StatusOr<std::unique_ptr<TarReader>> TarReader::Create(ChunkSource& chunks) {
  Locale locale(newlocale(LC_ALL_MASK, "C", locale_t{}));
  if (locale == nullptr) return absl::ResourceExhaustedError("no memory for a locale");
  auto reader = std::make_unique<Reader>(chunks, std::move(locale));
  CLAIRCORE_RETURN_IF_ERROR(reader->Open());
  return reader;
}

}  // namespace claircore::walk
