#include "claircore/digest.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

constexpr std::string_view kSha256 = "sha256:";
constexpr std::string_view kSha512 = "sha512:";

// Hex digits that follow the prefix of this algorithm.
size_t HexLength(std::string_view prefix) { return prefix == kSha256 ? 64 : 128; }

}  // namespace

absl::StatusOr<Digest> Digest::Parse(std::string_view text) {
  for (std::string_view prefix : {kSha256, kSha512}) {
    if (!text.starts_with(prefix)) continue;
    std::string_view hex = text.substr(prefix.size());
    if (hex.size() != HexLength(prefix)) {
      return absl::InvalidArgumentError(
          absl::StrCat("digest has ", hex.size(), " hex digits, not ", HexLength(prefix)));
    }
    std::string lowered(text);
    for (size_t i = prefix.size(); i < lowered.size(); ++i) {
      if (!absl::ascii_isxdigit(static_cast<unsigned char>(lowered[i]))) {
        return absl::InvalidArgumentError(absl::StrCat("digest: no hex digit at offset ", i));
      }
      lowered[i] = absl::ascii_tolower(static_cast<unsigned char>(lowered[i]));
    }
    return Digest(std::move(lowered));
  }
  return absl::InvalidArgumentError("digest: neither sha256: nor sha512:");
}

absl::StatusOr<Digest> Digest::FromBytes(Algorithm algorithm, std::string_view bytes) {
  if (algorithm == Algorithm::kNone) return absl::InvalidArgumentError("digest: no algorithm");
  std::string text(algorithm == Algorithm::kSha256 ? kSha256 : kSha512);
  text += absl::BytesToHexString(internal::ToAbsl(bytes));
  return Parse(text);
}

Digest::Algorithm Digest::algorithm() const {
  if (text_.starts_with(kSha256)) return Algorithm::kSha256;
  if (text_.starts_with(kSha512)) return Algorithm::kSha512;
  return Algorithm::kNone;
}

std::string_view Digest::hex() const {
  return empty() ? std::string_view() : std::string_view(text_).substr(kSha256.size());
}

}  // namespace claircore::inline v0
