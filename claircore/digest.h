#ifndef CLAIRCORE_DIGEST_H_
#define CLAIRCORE_DIGEST_H_

#include <compare>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// A content address, "sha256:<64 hex>" or "sha512:<128 hex>", as the OCI image spec defines it
// (https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests).
// A value: immutable, cheap to compare, ordered by its text. The default one is empty().
class Digest {
 public:
  enum class Algorithm : unsigned char { kNone, kSha256, kSha512 };

  Digest() = default;

  // Takes the text form; upper-case hex is accepted and lowered.
  // INVALID_ARGUMENT for another algorithm, a wrong length or anything that is not hex.
  static absl::StatusOr<Digest> Parse(std::string_view text);
  // `bytes` holds the raw hash: 32 bytes for SHA-256, 64 for SHA-512.
  static absl::StatusOr<Digest> FromBytes(Algorithm algorithm, std::string_view bytes);

  bool empty() const { return text_.empty(); }
  Algorithm algorithm() const;
  // The lower-case hex after the colon. Valid as long as this object.
  std::string_view hex() const;
  const std::string& ToString() const { return text_; }

  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Digest& d) {
    return H::combine(std::move(h), d.text_);
  }

 private:
  explicit Digest(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_DIGEST_H_
