#include "claircore/base/utf8.h"

#include <cstdint>

namespace claircore::base {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool IsCharacter(char32_t c) { return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF); }

}  // namespace

size_t Utf8LengthBeyondAscii(std::string_view s) {
  if (s.empty()) return 0;
  const auto is = [&](size_t i, uint8_t low = 0x80, uint8_t high = 0xBF) {
    return i < s.size() && static_cast<uint8_t>(s[i]) >= low && static_cast<uint8_t>(s[i]) <= high;
  };
  const auto first = static_cast<uint8_t>(s[0]);
  if (first < 0xC2 || first > 0xF4) return 0;
  if (first < 0xE0) return is(1) ? 2 : 0;
  if (first < 0xF0) {
    return is(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && is(2) ? 3 : 0;
  }
  const bool second = is(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF);
  return second && is(2) && is(3) ? 4 : 0;
}

char32_t TakeUtf8(std::string_view& text) {
  const size_t length = Utf8Length(text);
  const auto first = static_cast<uint8_t>(text[0]);
  char32_t c = length < 2 ? first : first & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) c = c << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
  text.remove_prefix(length == 0 ? 1 : length);
  return length == 0 ? kNoCharacter : c;
}

void AppendUtf8(char32_t c, std::string& out) {
  if (!IsCharacter(c)) {
    out += kReplacement;
    return;
  }
  if (c < 0x80) {
    out += static_cast<char>(c);
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out += static_cast<char>(static_cast<uint8_t>(0xFF00 >> (more + 1)) | c >> (6 * more));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t n = Utf8Length(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

std::string ToUtf8(std::string_view text) {
  std::string valid;
  valid.reserve(text.size());
  while (!text.empty()) {
    const size_t n = Utf8Length(text);
    valid += n == 0 ? kReplacement : text.substr(0, n);
    text.remove_prefix(n == 0 ? 1 : n);
  }
  return valid;
}

}  // namespace claircore::base
