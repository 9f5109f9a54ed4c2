#include "indexer/walk/blob_hash.h"

#include <utility>

#include "openssl/evp.h"

namespace claircore::walk {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using EvpContext = std::unique_ptr<EVP_MD_CTX, FreeContext>;

// OpenSSL picks the machine's SHA instructions.
class EvpHash final : public BlobHash {
 public:
  EvpHash(Digest::Algorithm algorithm, EvpContext context)
      : algorithm_(algorithm), context_(std::move(context)) {}

  absl::Status Update(std::string_view bytes) override {
    if (EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1) return absl::OkStatus();
    return absl::InternalError("libcrypto failed to hash");
  }

  absl::StatusOr<Digest> Finish() override {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (EVP_DigestFinal_ex(context_.get(), bytes, &size) != 1) {
      return absl::InternalError("libcrypto failed to hash");
    }
    return Digest::FromBytes(algorithm_, {reinterpret_cast<const char*>(bytes), size});
  }

 private:
  const Digest::Algorithm algorithm_;
  const EvpContext context_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<BlobHash>> BlobHash::Create(Digest::Algorithm algorithm) {
  const EVP_MD* kind = nullptr;
  if (algorithm == Digest::Algorithm::kSha256) kind = EVP_sha256();
  if (algorithm == Digest::Algorithm::kSha512) kind = EVP_sha512();
  if (kind == nullptr) return absl::InvalidArgumentError("a layer needs a digest");
  EvpContext context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestInit_ex(context.get(), kind, nullptr) != 1) {
    return absl::InternalError("libcrypto has no such hash");
  }
  return std::make_unique<EvpHash>(algorithm, std::move(context));
}

}  // namespace claircore::walk
