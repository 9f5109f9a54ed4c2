#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "updater/bundle.h"
#include "updater/bundle_format.h"
#include "updater/sha256.h"

namespace claircore::update {

class BundleWriter::Impl {
 public:
  explicit Impl(std::function<absl::Status(std::string_view)> write)
      : write_(std::move(write)), stream_(ZSTD_createCStream(), ZSTD_freeCStream) {
    ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_compressionLevel, 3);
    ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_checksumFlag, 1);
    out_.resize(ZSTD_CStreamOutSize());
  }

  absl::Status Add(const Context& context, const BundleEntry& entry, BlobReader& members) {
    CLAIRCORE_RETURN_IF_ERROR(Start());
    section_.emplace();
    CLAIRCORE_RETURN_IF_ERROR(Put(std::string(1, bundle::kUpdater)));
    CLAIRCORE_RETURN_IF_ERROR(PutText(entry.updater));
    CLAIRCORE_RETURN_IF_ERROR(PutText(entry.fingerprint));
    CLAIRCORE_RETURN_IF_ERROR(
        Put(bundle::LittleEndian(static_cast<uint64_t>(entry.date.time_since_epoch().count()), 8)));
    CLAIRCORE_RETURN_IF_ERROR(members.ForEach(
        [&](const BlobReader::Member& member) { return PutMember(context, member); }));
    CLAIRCORE_RETURN_IF_ERROR(Put(std::string(1, bundle::kEndOfUpdater)));
    const std::string digest = section_->Digest();
    section_.reset();
    ++updaters_;
    return Put(digest);
  }

  absl::Status Finish() {
    CLAIRCORE_RETURN_IF_ERROR(Start());
    CLAIRCORE_RETURN_IF_ERROR(Put(std::string(1, bundle::kEnd)));
    CLAIRCORE_RETURN_IF_ERROR(Put(bundle::LittleEndian(updaters_, 4)));
    return Compress({}, ZSTD_e_end);
  }

 private:
  absl::Status Start() {
    if (started_) return absl::OkStatus();
    started_ = true;
    return Put(bundle::kMagic);
  }

  absl::Status PutMember(const Context& context, const BlobReader::Member& member) {
    CLAIRCORE_RETURN_IF_ERROR(Put(std::string(1, bundle::kMember)));
    CLAIRCORE_RETURN_IF_ERROR(PutText(member.name));
    std::vector<std::byte> buffer(bundle::kMaxChunk);
    for (uint64_t position = 0; position < member.bytes->size();) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, member.bytes->ReadAt(position, buffer));
      if (n == 0) return absl::DataLossError(absl::StrCat("a fetched member became shorter"));
      position += n;
      CLAIRCORE_RETURN_IF_ERROR(
          PutText(std::string_view(reinterpret_cast<const char*>(buffer.data()), n)));
    }
    return Put(bundle::LittleEndian(0, 4));
  }

  absl::Status PutText(std::string_view text) {
    CLAIRCORE_RETURN_IF_ERROR(Put(bundle::LittleEndian(text.size(), 4)));
    return Put(text);
  }

  absl::Status Put(std::string_view bytes) {
    if (section_.has_value()) section_->Update(std::as_bytes(std::span(bytes)));
    return Compress(bytes, ZSTD_e_continue);
  }

  absl::Status Compress(std::string_view bytes, ZSTD_EndDirective mode) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (true) {
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const size_t left = ZSTD_compressStream2(stream_.get(), &out, &in, mode);
      if (ZSTD_isError(left)) {
        return absl::InternalError(absl::StrCat("zstd: ", ZSTD_getErrorName(left)));
      }
      if (out.pos > 0) CLAIRCORE_RETURN_IF_ERROR(write_(std::string_view(out_.data(), out.pos)));
      if (mode == ZSTD_e_end ? left == 0 : in.pos == in.size) return absl::OkStatus();
    }
  }

  const std::function<absl::Status(std::string_view)> write_;
  const std::unique_ptr<ZSTD_CStream, size_t (*)(ZSTD_CStream*)> stream_;
  std::string out_;
  std::optional<Sha256> section_;  // of the updater being written
  uint32_t updaters_ = 0;
  bool started_ = false;
};

BundleWriter::BundleWriter(std::function<absl::Status(std::string_view bytes)> write)
    : impl_(std::make_unique<Impl>(std::move(write))) {}
BundleWriter::~BundleWriter() = default;

absl::Status BundleWriter::Add(const Context& context, const BundleEntry& entry,
                               BlobReader& members) {
  return impl_->Add(context, entry, members);
}

absl::Status BundleWriter::Finish() { return impl_->Finish(); }

}  // namespace claircore::update
