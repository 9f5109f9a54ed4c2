#ifndef CLAIRCORE_VERSIONS_SORT_KEY_H_
#define CLAIRCORE_VERSIONS_SORT_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>

// The bytes that sort keys of all schemes are made of. A key is a sequence of tokens, each of them
// prefix-free, so that memcmp compares token by token:
//   0x01..0x1F  marks that sort below every number; each scheme names its own
//   0x20..0xBF  first byte of a number
//   0xC0..0xFF  marks that sort above every number
namespace claircore::versions {

inline constexpr char kNumberMin = '\x20';
inline constexpr char kAboveNumbers = '\xC0';
// Ends text whose bytes are all above it. A mark, so that a longer text sorts after its prefix.
inline constexpr char kTextEnd = '\x01';

// A number of any length: 0..95 take one byte, up to 10335 two, a date such as 20240131 five.
void AppendNumber(std::string_view digits, std::string& key);
void AppendNumber(uint64_t value, std::string& key);

// As AppendNumber, with the order reversed (every byte inverted: first byte 0x40..0xDF).
void AppendReversedNumber(uint64_t value, std::string& key);

// Text without bytes below 0x02, and its end.
inline void AppendText(std::string_view text, std::string& key) {
  key.append(text);
  key.push_back(kTextEnd);
}

// Text of any bytes: 0x00 and 0x01 are escaped, the end sorts below all of them.
void AppendAnyText(std::string_view text, std::string& key);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_SORT_KEY_H_
