#ifndef CLAIRCORE_BASE_ENDIAN_H_
#define CLAIRCORE_BASE_ENDIAN_H_

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string_view>

// Numbers as files hold them, at any address.
namespace claircore::base {

enum class ByteOrder : bool { kLittle, kBig };

// The caller has checked that the bytes are there.
template <std::unsigned_integral Number>
Number Load(const void* bytes, ByteOrder order) {
  Number number = 0;
  std::memcpy(&number, bytes, sizeof number);
  const auto native =
      std::endian::native == std::endian::big ? ByteOrder::kBig : ByteOrder::kLittle;
  if (order == native) return number;
  if constexpr (sizeof(Number) == 2) number = __builtin_bswap16(number);
  if constexpr (sizeof(Number) == 4) number = __builtin_bswap32(number);
  if constexpr (sizeof(Number) == 8) number = __builtin_bswap64(number);
  return number;
}

// 0 where it would reach beyond the end.
template <std::unsigned_integral Number>
Number LoadAt(std::string_view bytes, uint64_t at, ByteOrder order) {
  if (at > bytes.size() || bytes.size() - at < sizeof(Number)) return 0;
  return Load<Number>(bytes.data() + at, order);
}

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_ENDIAN_H_
