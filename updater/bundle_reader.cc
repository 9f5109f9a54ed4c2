#include <zstd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "updater/blob_spool.h"
#include "updater/bundle.h"
#include "updater/bundle_format.h"
#include "updater/sha256.h"

namespace claircore::update {
namespace {

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(absl::StrCat("bundle: ", internal::ToAbsl(what)));
}

}  // namespace

class BundleReader::Impl {
 public:
  Impl(const Context& context, const RandomAccessSource& bundle)
      : context_(context), bundle_(bundle), stream_(ZSTD_createDStream(), ZSTD_freeDStream) {
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, 27);  // at most 128 MiB of memory
    in_.resize(ZSTD_DStreamInSize());
    out_.resize(ZSTD_DStreamOutSize());
  }

  absl::Status Start() {
    std::string magic(bundle::kMagic.size(), '\0');
    CLAIRCORE_RETURN_IF_ERROR(Get(magic));
    if (magic != bundle::kMagic) return Damaged("not a bundle of a version that is known here");
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<BundleEntry>> Next() {
    if (finished_) return std::nullopt;
    if (in_updater_) {
      return absl::FailedPreconditionError("bundle: members must be read before the next updater");
    }
    section_.emplace();
    CLAIRCORE_ASSIGN_OR_RETURN(const char tag, GetTag());
    if (tag == bundle::kEnd) {
      CLAIRCORE_RETURN_IF_ERROR(Finish());
      return std::nullopt;
    }
    if (tag != bundle::kUpdater) return Damaged("an updater was expected");
    BundleEntry entry;
    CLAIRCORE_ASSIGN_OR_RETURN(entry.updater, GetText(bundle::kMaxName));
    CLAIRCORE_ASSIGN_OR_RETURN(entry.fingerprint, GetText(bundle::kMaxFingerprint));
    CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t date, GetNumber(8));
    entry.date = std::chrono::sys_seconds(std::chrono::seconds(static_cast<int64_t>(date)));
    in_updater_ = true;
    ++updaters_;
    return entry;
  }

  absl::Status ReadMembers(BundleMembers& out) {
    if (!in_updater_) return absl::FailedPreconditionError("bundle: no updater to read");
    while (true) {
      CLAIRCORE_ASSIGN_OR_RETURN(const char tag, GetTag());
      if (tag == bundle::kEndOfUpdater) break;
      if (tag != bundle::kMember) return Damaged("a member was expected");
      CLAIRCORE_ASSIGN_OR_RETURN(const std::string name, GetText(bundle::kMaxName));
      if (!IsMemberName(name)) return Damaged("a member has a bad name");
      CLAIRCORE_RETURN_IF_ERROR(out.Begin(name));
      CLAIRCORE_RETURN_IF_ERROR(ReadChunks(out));
    }
    const std::string expected = section_->Digest();
    section_.reset();
    std::string stored(bundle::kDigest, '\0');
    CLAIRCORE_RETURN_IF_ERROR(Get(stored));
    if (stored != expected) return Damaged("an updater's checksum is wrong");
    in_updater_ = false;
    return absl::OkStatus();
  }

 private:
  absl::Status ReadChunks(BundleMembers& out) {
    while (true) {
      CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      CLAIRCORE_ASSIGN_OR_RETURN(const std::string chunk, GetText(bundle::kMaxChunk));
      if (chunk.empty()) return absl::OkStatus();
      CLAIRCORE_RETURN_IF_ERROR(out.Append(std::as_bytes(std::span(chunk))));
    }
  }

  // After the last updater: the count, the end of the frame with its own checksum, and no more.
  absl::Status Finish() {
    CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t updaters, GetNumber(4));
    if (updaters != updaters_) return Damaged("updaters are missing");
    if (available_ == 0) CLAIRCORE_RETURN_IF_ERROR(Fill());
    if (available_ != 0 || !frame_done_ || input_.pos != input_.size ||
        position_ != bundle_.size()) {
      return Damaged("bytes follow its end");
    }
    finished_ = true;
    return absl::OkStatus();
  }

  absl::StatusOr<char> GetTag() {
    std::string tag(1, '\0');
    CLAIRCORE_RETURN_IF_ERROR(Get(tag));
    return tag[0];
  }

  absl::StatusOr<uint64_t> GetNumber(int bytes) {
    std::string raw(static_cast<size_t>(bytes), '\0');
    CLAIRCORE_RETURN_IF_ERROR(Get(raw));
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) {
      value |= static_cast<uint64_t>(static_cast<unsigned char>(raw[static_cast<size_t>(i)]))
               << (8 * i);
    }
    return value;
  }

  absl::StatusOr<std::string> GetText(size_t limit) {
    CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t size, GetNumber(4));
    if (size > limit) return Damaged("a length is too large");
    std::string text(static_cast<size_t>(size), '\0');
    CLAIRCORE_RETURN_IF_ERROR(Get(text));
    return text;
  }

  absl::Status Get(std::string& out) {
    for (size_t done = 0; done < out.size();) {
      if (available_ == 0) {
        CLAIRCORE_RETURN_IF_ERROR(Fill());
        if (available_ == 0) return Damaged("it is cut off");
      }
      const size_t n = std::min(available_, out.size() - done);
      out.replace(done, n, out_, taken_, n);
      taken_ += n;
      available_ -= n;
      done += n;
    }
    if (section_.has_value()) section_->Update(std::as_bytes(std::span(out)));
    return absl::OkStatus();
  }

  // Decompresses until there is something, or the frame or the file has ended.
  absl::Status Fill() {
    taken_ = available_ = 0;
    while (available_ == 0 && !frame_done_) {
      CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      if (input_.pos == input_.size) {
        CLAIRCORE_ASSIGN_OR_RETURN(
            const size_t n, bundle_.ReadAt(position_, std::as_writable_bytes(std::span(in_))));
        if (n == 0) return Damaged("it is cut off");
        position_ += n;
        input_ = {in_.data(), n, 0};
      }
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const size_t left = ZSTD_decompressStream(stream_.get(), &out, &input_);
      if (ZSTD_isError(left)) return Damaged(ZSTD_getErrorName(left));
      available_ = out.pos;
      frame_done_ = left == 0;
    }
    return absl::OkStatus();
  }

  const Context context_;
  const RandomAccessSource& bundle_;
  const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream_;
  std::string in_, out_;
  ZSTD_inBuffer input_{nullptr, 0, 0};
  uint64_t position_ = 0;             // of `bundle_`
  size_t taken_ = 0, available_ = 0;  // of `out_`
  bool frame_done_ = false, in_updater_ = false, finished_ = false;
  std::optional<Sha256> section_;
  uint64_t updaters_ = 0;
};

BundleReader::BundleReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BundleReader::~BundleReader() = default;

absl::StatusOr<std::unique_ptr<BundleReader>> BundleReader::Open(const Context& context,
                                                                 const RandomAccessSource& bundle) {
  auto impl = std::make_unique<Impl>(context, bundle);
  CLAIRCORE_RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<BundleReader>(new BundleReader(std::move(impl)));
}

absl::StatusOr<std::optional<BundleEntry>> BundleReader::Next() { return impl_->Next(); }

absl::Status BundleReader::ReadMembers(BundleMembers& out) { return impl_->ReadMembers(out); }

}  // namespace claircore::update
