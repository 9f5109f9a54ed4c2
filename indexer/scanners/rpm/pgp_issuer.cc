#include "indexer/scanners/rpm/pgp_issuer.h"

#include <algorithm>
#include <cstddef>

namespace claircore::scanners {
namespace {

constexpr uint8_t kSignaturePacket = 2;
constexpr uint8_t kOfBinaryDocument = 0;
constexpr uint8_t kIssuerSubpacket = 16;

// Takes big-endian numbers and slices off the front; once it runs out, all else is empty.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : rest_(bytes) {}
  bool failed() const { return failed_; }
  bool empty() const { return rest_.empty(); }

  uint64_t Number(size_t bytes) {
    uint64_t number = 0;
    for (char c : Slice(bytes)) number = number << 8 | static_cast<uint8_t>(c);
    return number;
  }
  std::string_view Slice(size_t bytes) {
    if (bytes > rest_.size()) {
      failed_ = true;
      rest_ = {};
    }
    const std::string_view slice = rest_.substr(0, bytes);
    rest_.remove_prefix(slice.size());
    return slice;
  }
  std::string_view All() { return Slice(rest_.size()); }
  // One octet below 192, two below `five`, or 255 and four.
  size_t Length(uint8_t five) {
    const size_t first = Number(1);
    if (first < 192) return first;
    if (first < five) return ((first - 192) << 8) + Number(1) + 192;
    if (first == 255) return Number(4);
    failed_ = true;  // a piece of unknown many, which signatures do not come in
    return 0;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

void FindIssuer(std::string_view subpackets, std::optional<uint64_t>& issuer) {
  Taker taker(subpackets);
  while (!taker.empty()) {
    Taker subpacket(taker.Slice(taker.Length(255)));
    const uint8_t type = subpacket.Number(1) & 0x7f;
    const uint64_t id = subpacket.Number(8);
    if (taker.failed()) return;
    if (type == kIssuerSubpacket && !subpacket.failed() && subpacket.empty()) issuer = id;
  }
}

std::optional<uint64_t> IssuerOf(std::string_view signature) {
  Taker taker(signature);
  const uint64_t version = taker.Number(1);
  std::optional<uint64_t> issuer;
  if (version == 2 || version == 3) {
    taker.Number(1);  // bytes that are hashed
    if (taker.Number(1) != kOfBinaryDocument) return std::nullopt;
    taker.Number(4);  // when
    issuer = taker.Number(8);
  } else if (version == 4) {
    if (taker.Number(1) != kOfBinaryDocument) return std::nullopt;
    taker.Number(2);  // algorithms
    for (int part = 0; part < 2; ++part) FindIssuer(taker.Slice(taker.Number(2)), issuer);
  }
  return taker.failed() ? std::nullopt : issuer;
}

}  // namespace

std::optional<uint64_t> PgpIssuer(std::string_view packets) {
  std::optional<uint64_t> issuer;
  Taker taker(packets);
  while (!taker.empty()) {
    const uint64_t head = taker.Number(1);
    if ((head & 0x80) == 0) break;
    uint64_t tag = 0;
    std::string_view body;
    if ((head & 0x40) != 0) {
      tag = head & 0x3f;
      body = taker.Slice(taker.Length(224));
    } else {
      tag = head >> 2 & 0x0f;
      const uint64_t kind = head & 3;
      body = kind == 3 ? taker.All() : taker.Slice(taker.Number(size_t{1} << kind));
    }
    if (taker.failed()) break;
    if (tag != kSignaturePacket) continue;
    if (const auto found = IssuerOf(body)) issuer = found;
  }
  return issuer;
}

}  // namespace claircore::scanners
