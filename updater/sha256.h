#ifndef UPDATER_SHA256_H_
#define UPDATER_SHA256_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace claircore::update {

// SHA-256 in pieces, over libcrypto.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void Update(std::span<const std::byte> bytes);
  // The 32 bytes so far; more may be added afterwards.
  std::string Digest() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string ToHex(std::string_view bytes);

}  // namespace claircore::update

#endif  // UPDATER_SHA256_H_
