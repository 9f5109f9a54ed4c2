#include "claircore/base/hash.h"

#include "absl/status/status.h"
#include "openssl/evp.h"

namespace claircore::base {
namespace {

const EVP_MD* MethodOf(HashKind kind) {
  switch (kind) {
    case HashKind::kSha1:
      return EVP_sha1();
    case HashKind::kSha256:
      return EVP_sha256();
    case HashKind::kSha512:
      return EVP_sha512();
  }
  return nullptr;
}

EVP_MD_CTX* Context(void* context) { return static_cast<EVP_MD_CTX*>(context); }

}  // namespace

void Hash::Free::operator()(void* context) const { EVP_MD_CTX_free(Context(context)); }

Hash::Hash(HashKind kind) : context_(EVP_MD_CTX_new()) {
  ok_ = context_ != nullptr &&
        EVP_DigestInit_ex(Context(context_.get()), MethodOf(kind), nullptr) == 1;
}

Hash::~Hash() = default;

void Hash::Update(std::string_view bytes) {
  ok_ = ok_ && EVP_DigestUpdate(Context(context_.get()), bytes.data(), bytes.size()) == 1;
}

void Hash::Update(std::span<const std::byte> bytes) {
  Update({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

absl::StatusOr<std::string> Hash::Digest() const {
  const std::unique_ptr<void, Free> copy(EVP_MD_CTX_new());
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  if (!ok_ || copy == nullptr ||
      EVP_MD_CTX_copy_ex(Context(copy.get()), Context(context_.get())) != 1 ||
      EVP_DigestFinal_ex(Context(copy.get()), bytes, &size) != 1) {
    return absl::InternalError("libcrypto failed to hash");
  }
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

absl::StatusOr<std::string> HashOf(HashKind kind, std::string_view bytes) {
  Hash hash(kind);
  hash.Update(bytes);
  return hash.Digest();
}

std::string ToHex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    hex.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
    hex.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
  }
  return hex;
}

}  // namespace claircore::base
