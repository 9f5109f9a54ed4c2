#ifndef CLAIRCORE_BASE_UTF8_H_
#define CLAIRCORE_BASE_UTF8_H_

#include <cstddef>
#include <string>
#include <string_view>

// UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF (The
// Unicode Standard, table 3-7).
namespace claircore::base {

// How many bytes the character at the front of `text` has; 0 if there is none.
size_t Utf8LengthBeyondAscii(std::string_view text);
inline size_t Utf8Length(std::string_view text) {
  if (!text.empty() && static_cast<unsigned char>(text[0]) < 0x80) return 1;
  return Utf8LengthBeyondAscii(text);
}

// Takes one character off `text`, which is not empty; of what is none, one byte and kNoCharacter.
inline constexpr char32_t kNoCharacter = 0xFFFFFFFF;
char32_t TakeUtf8(std::string_view& text);

// `c` must be a character: what is none becomes U+FFFD.
void AppendUtf8(char32_t c, std::string& out);

bool IsUtf8(std::string_view text);

// `text` with each byte that is no part of a character replaced by U+FFFD. Reports travel as JSON
// and protobuf, which both insist on UTF-8, while file names, package databases and feeds hold any
// bytes.
std::string ToUtf8(std::string_view text);

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_UTF8_H_
