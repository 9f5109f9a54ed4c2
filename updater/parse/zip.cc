#include "updater/parse/zip.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"

namespace claircore::update {
namespace {

constexpr size_t kBuffer = 64 << 10;

// What libarchive's callbacks work on.
struct Input {
  Input(const Context* c, const RandomAccessSource* z) : context(c), zip(z) {}
  const Context* context;
  const RandomAccessSource* zip;
  int64_t position = 0;
  std::vector<std::byte> buffer = std::vector<std::byte>(kBuffer);
  absl::Status status;  // why a callback failed
};

la_ssize_t ReadCallback(archive*, void* data, const void** bytes) {
  auto& in = *static_cast<Input*>(data);
  if (in.status.ok()) in.status = in.context->Check();
  if (!in.status.ok()) return -1;
  const auto n = in.zip->ReadAt(static_cast<uint64_t>(in.position), in.buffer);
  if (!n.ok()) {
    in.status = n.status();
    return -1;
  }
  *bytes = in.buffer.data();
  in.position += static_cast<int64_t>(*n);
  return static_cast<la_ssize_t>(*n);
}

la_int64_t SeekCallback(archive*, void* data, la_int64_t offset, int whence) {
  auto& in = *static_cast<Input*>(data);
  const auto size = static_cast<int64_t>(in.zip->size());
  int64_t base = 0;
  if (whence == SEEK_CUR) base = in.position;
  if (whence == SEEK_END) base = size;
  if (offset < -base || offset > size - base) return ARCHIVE_FATAL;
  in.position = base + offset;
  return in.position;
}

la_int64_t SkipCallback(archive*, void* data, la_int64_t request) {
  auto& in = *static_cast<Input*>(data);
  const int64_t left = static_cast<int64_t>(in.zip->size()) - in.position;
  const int64_t n = std::clamp<int64_t>(request, 0, std::max<int64_t>(left, 0));
  in.position += n;
  return n;
}

class Reader {
 public:
  Reader(const Context& context, const RandomAccessSource& zip, const ZipLimits& limits,
         ZipVisitor& visitor)
      : context_(context),
        limits_(limits),
        visitor_(visitor),
        input_(&context, &zip),
        archive_(archive_read_new(), archive_read_free) {}

  absl::Status Run() {
    archive* a = archive_.get();
    archive_read_support_format_zip_seekable(a);
    archive_read_set_read_callback(a, ReadCallback);
    archive_read_set_seek_callback(a, SeekCallback);
    archive_read_set_skip_callback(a, SkipCallback);
    archive_read_set_callback_data(a, &input_);
    if (archive_read_open1(a) != ARCHIVE_OK) return Failure();
    for (size_t entries = 0;; ++entries) {
      CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      archive_entry* entry = nullptr;
      const int r = archive_read_next_header(a, &entry);
      if (r == ARCHIVE_EOF) return absl::OkStatus();
      if (r != ARCHIVE_OK && r != ARCHIVE_WARN) return Failure();
      if (entries >= limits_.entries) {
        return absl::ResourceExhaustedError(
            absl::StrCat("zip: more than ", limits_.entries, " entries"));
      }
      CLAIRCORE_RETURN_IF_ERROR(One(entry));
    }
  }

 private:
  absl::Status One(archive_entry* entry) {
    if (archive_entry_filetype(entry) != AE_IFREG) return absl::OkStatus();
    const char* raw = archive_entry_pathname(entry);
    name_ = raw == nullptr ? "" : raw;
    if (archive_entry_is_encrypted(entry)) return Unreadable("encrypted");
    contents_.clear();
    while (true) {
      const size_t have = contents_.size();
      if (have > limits_.entry_bytes) return Unreadable("too large");
      contents_.resize(have + kBuffer);
      const la_ssize_t n = archive_read_data(archive_.get(), contents_.data() + have, kBuffer);
      contents_.resize(have + static_cast<size_t>(std::max<la_ssize_t>(n, 0)));
      if (n == ARCHIVE_FATAL || !input_.status.ok()) return Failure();
      if (n < 0) return Unreadable("damaged");
      CLAIRCORE_RETURN_IF_ERROR(Charge(static_cast<uint64_t>(n)));
      if (n == 0) return visitor_.File(name_, contents_);
    }
  }

  absl::Status Unreadable(std::string_view reason) {
    visitor_.Unreadable(name_, reason);
    return absl::OkStatus();
  }

  absl::Status Charge(uint64_t bytes) {
    unpacked_ += bytes;
    // Small files may be as dense as they like.
    if (unpacked_ > (uint64_t{64} << 20) && unpacked_ / limits_.ratio > input_.zip->size()) {
      return absl::ResourceExhaustedError(
          absl::StrCat("zip: unpacks to more than ", limits_.ratio, " times its size"));
    }
    return context_.Check();
  }

  absl::Status Failure() const {
    if (!input_.status.ok()) return input_.status;
    const char* text = archive_error_string(archive_.get());
    return absl::DataLossError(absl::StrCat("zip: ", text == nullptr ? "unreadable" : text));
  }

  const Context& context_;
  const ZipLimits& limits_;
  ZipVisitor& visitor_;
  Input input_;
  const std::unique_ptr<archive, int (*)(archive*)> archive_;
  std::string name_, contents_;
  uint64_t unpacked_ = 0;
};

}  // namespace

absl::Status ReadZip(const Context& context, const RandomAccessSource& zip, const ZipLimits& limits,
                     ZipVisitor& visitor) {
  return Reader(context, zip, limits, visitor).Run();
}

}  // namespace claircore::update
