#ifndef CLAIRCORE_BASE_HASH_H_
#define CLAIRCORE_BASE_HASH_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::base {

enum class HashKind : uint8_t { kSha1, kSha256, kSha512 };

// A digest of bytes that come in pieces, over libcrypto, which picks the machine's instructions.
class Hash {
 public:
  explicit Hash(HashKind kind);
  Hash(Hash&&) = default;
  Hash& operator=(Hash&&) = default;
  ~Hash();

  void Update(std::string_view bytes);
  void Update(std::span<const std::byte> bytes);
  // The 20, 32 or 64 bytes so far; more may be added afterwards. INTERNAL where libcrypto failed,
  // now or before: it has no such hash, or no memory.
  absl::StatusOr<std::string> Digest() const;

 private:
  struct Free {
    void operator()(void* context) const;
  };
  bool ok_ = false;
  std::unique_ptr<void, Free> context_;  // an EVP_MD_CTX
};

// Of all bytes at once.
absl::StatusOr<std::string> HashOf(HashKind kind, std::string_view bytes);

// "0a1b": two lower-case digits a byte.
std::string ToHex(std::string_view bytes);

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_HASH_H_
