#include "indexer/scanners/java/sha1.h"

#include <openssl/evp.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"

namespace claircore::scanners {

absl::StatusOr<std::string> Sha1Of(const Context& context, const RandomAccessSource& source,
                                   zip::Budget& budget) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
  if (hash == nullptr || EVP_DigestInit_ex(hash.get(), EVP_sha1(), nullptr) != 1) {
    return absl::InternalError("no SHA-1 in this OpenSSL");
  }
  std::vector<std::byte> piece(size_t{128} << 10);
  for (uint64_t at = 0;;) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, source.ReadAt(at, piece));
    if (n == 0) break;
    CLAIRCORE_RETURN_IF_ERROR(budget.SpendBytes(n));
    EVP_DigestUpdate(hash.get(), piece.data(), n);
    at += n;
  }
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(hash.get(), digest, &size);
  std::string hex;
  for (const unsigned char byte : std::span(digest, size)) {
    constexpr char kDigits[] = "0123456789abcdef";
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

}  // namespace claircore::scanners
