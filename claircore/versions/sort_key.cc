#include "claircore/versions/sort_key.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr uint64_t kOneByte = 96;                           // 0x20..0x7F
constexpr uint64_t kTwoBytes = kOneByte + 40 * 256;         // 0x80..0xA7
constexpr uint64_t kThreeBytes = kTwoBytes + 12 * 0x10000;  // 0xA8..0xB3
constexpr int kWideTag = 0xB4 - 3;                          // 0xB4..0xB9: 3 to 8 bytes follow
constexpr char kLongTag = '\xBA';                           // the count of digits, the digits

}  // namespace

void AppendNumber(uint64_t value, std::string& key) {
  char out[9];
  size_t size = 1;
  if (value < kOneByte) {
    out[0] = static_cast<char>(0x20 + value);
  } else if (value < kTwoBytes) {
    value -= kOneByte;
    out[0] = static_cast<char>(0x80 + (value >> 8));
    out[1] = static_cast<char>(value);
    size = 2;
  } else if (value < kThreeBytes) {
    value -= kTwoBytes;
    out[0] = static_cast<char>(0xA8 + (value >> 16));
    out[1] = static_cast<char>(value >> 8);
    out[2] = static_cast<char>(value);
    size = 3;
  } else {
    int bytes = 3;
    while (bytes < 8 && (value >> (8 * bytes)) != 0) ++bytes;
    out[0] = static_cast<char>(kWideTag + bytes);
    for (int i = bytes; i > 0; --i) out[size++] = static_cast<char>(value >> (8 * (i - 1)));
  }
  key.append(out, size);
}

void AppendNumber(std::string_view digits, std::string& key) {
  digits = StripZeros(digits);
  if (digits.size() > 19) {  // may not fit 64 bits; every such number is above all shorter ones
    key.push_back(kLongTag);
    AppendNumber(static_cast<uint64_t>(digits.size()), key);
    key.append(digits);
    return;
  }
  uint64_t value = 0;
  for (char c : digits) value = value * 10 + static_cast<uint64_t>(c - '0');
  AppendNumber(value, key);
}

void AppendReversedNumber(uint64_t value, std::string& key) {
  const size_t start = key.size();
  AppendNumber(value, key);
  for (size_t i = start; i < key.size(); ++i) key[i] = static_cast<char>(~key[i]);
}

void AppendAnyText(std::string_view text, std::string& key) {
  // 0x01 ends; 0x02 escapes the bytes up to itself.
  for (char c : text) {
    if (static_cast<unsigned char>(c) <= 2) key.push_back('\x02');
    key.push_back(static_cast<unsigned char>(c) <= 2 ? static_cast<char>(c + 1) : c);
  }
  key.push_back(kTextEnd);
}

}  // namespace claircore::versions
