#ifndef CLAIRCORE_TESTING_BLOBS_H_
#define CLAIRCORE_TESTING_BLOBS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/io.h"
#include "claircore/layer.h"
#include "claircore/layer_fetcher.h"

namespace claircore::inline v0::testing {

enum class Compression : uint8_t { kNone, kGzip, kZstd };

// `bytes` as one gzip member or zstd frame, without names and times. Joining two results gives a
// file of two members.
std::string Compress(std::string_view bytes, Compression compression);
// Of an OCI layer so compressed.
std::string_view LayerMediaType(Compression compression);

// The content address of `bytes`.
Digest DigestOf(std::string_view bytes, Digest::Algorithm algorithm = Digest::Algorithm::kSha256);

// Hands out the bytes from where they are; `bytes` must outlive the source.
std::unique_ptr<ByteSource> NewStringSource(std::string_view bytes);

// Serves blobs from memory, by digest. Filled on one thread; then safe for concurrent calls.
class MemoryFetcher : public LayerFetcher {
 public:
  // Returns how a manifest names the blob.
  LayerDescription Add(std::string blob, std::string_view media_type = "",
                       Digest::Algorithm algorithm = Digest::Algorithm::kSha256);
  // Serves `blob` under a digest that is not its own.
  void AddAs(const Digest& digest, std::string blob);

  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;

 private:
  std::map<Digest, std::shared_ptr<const std::string>> blobs_;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_BLOBS_H_
