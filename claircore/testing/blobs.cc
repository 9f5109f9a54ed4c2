#include "claircore/testing/blobs.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "claircore/base/hash.h"
#include "claircore/internal/status_macros.h"

namespace claircore::inline v0::testing {
namespace {

std::string Gzip(std::string_view bytes) {
  z_stream stream{};
  // 15 + 16: the largest window, in a gzip wrapper. Cannot fail but for want of memory.
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

// `owner` keeps the bytes alive where nobody else does.
class StringSource : public ByteSource {
 public:
  StringSource(Context context, std::string_view bytes, std::shared_ptr<const std::string> owner)
      : context_(std::move(context)), rest_(bytes), owner_(std::move(owner)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    if (error_.ok()) error_ = context_.Check();
    if (!error_.ok()) return error_;
    const size_t n = std::min(buffer.size(), rest_.size());
    if (n > 0) std::memcpy(buffer.data(), rest_.data(), n);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  const Context context_;
  absl::Status error_;  // sticks
  std::string_view rest_;
  std::shared_ptr<const std::string> owner_;
};

}  // namespace

std::string Compress(std::string_view bytes, Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return std::string(bytes);
    case Compression::kGzip:
      return Gzip(bytes);
    case Compression::kZstd:
      return Zstd(bytes);
  }
  return std::string(bytes);
}

std::string_view LayerMediaType(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return "application/vnd.oci.image.layer.v1.tar";
    case Compression::kGzip:
      return "application/vnd.oci.image.layer.v1.tar+gzip";
    case Compression::kZstd:
      return "application/vnd.oci.image.layer.v1.tar+zstd";
  }
  return "";
}

Digest DigestOf(std::string_view bytes, Digest::Algorithm algorithm) {
  const bool long_one = algorithm == Digest::Algorithm::kSha512;
  const auto kind = long_one ? base::HashKind::kSha512 : base::HashKind::kSha256;
  return *Digest::FromBytes(algorithm, *base::HashOf(kind, bytes));
}

std::unique_ptr<ByteSource> NewStringSource(std::string_view bytes) {
  return std::make_unique<StringSource>(Context::Background(), bytes, nullptr);
}

LayerDescription MemoryFetcher::Add(std::string blob, std::string_view media_type,
                                    Digest::Algorithm algorithm) {
  LayerDescription layer;
  layer.digest = DigestOf(blob, algorithm);
  layer.media_type = media_type;
  AddAs(layer.digest, std::move(blob));
  return layer;
}

void MemoryFetcher::AddAs(const Digest& digest, std::string blob) {
  blobs_[digest] = std::make_shared<const std::string>(std::move(blob));
}

absl::StatusOr<std::unique_ptr<ByteSource>> MemoryFetcher::Open(const Context& context,
                                                                const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const auto it = blobs_.find(layer.digest);
  if (it == blobs_.end()) return absl::NotFoundError("no blob " + layer.digest.ToString());
  return std::make_unique<StringSource>(context, *it->second, it->second);
}

}  // namespace claircore::inline v0::testing
