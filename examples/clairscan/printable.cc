#include "examples/clairscan/printable.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/str_format.h"
#include "claircore/base/utf8.h"
#include "claircore/internal/urls.h"

namespace clairscan {
namespace {

using Range = std::pair<char32_t, char32_t>;

bool In(const Range* begin, const Range* end, char32_t c) {
  const Range* after =
      std::upper_bound(begin, end, c, [](char32_t c, const Range& r) { return c < r.first; });
  return after != begin && c <= std::prev(after)->second;
}

// Unicode's controls (Cc), its formats (Cf: direction, joiners, tags), separators of lines, and
// what is drawn as nothing. Sorted.
constexpr Range kUnseen[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},       {0xAD, 0xAD},       {0x034F, 0x034F},
    {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},   {0x200B, 0x200F},
    {0x2028, 0x202E},   {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
    {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE0FFF},
};

// Marks that are put onto the character before: the blocks that have nothing else. Sorted.
constexpr Range kCombining[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x064B, 0x065F}, {0x1AB0, 0x1AFF},
    {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0x302A, 0x302D}, {0x3099, 0x309A}, {0xFE20, 0xFE2F},
};

// Two columns wide: East Asian letters and pictures. Sorted.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

template <size_t kSize>
bool In(const Range (&ranges)[kSize], char32_t c) {
  return In(ranges, ranges + kSize, c);
}

size_t Columns(char32_t c) {
  if (c < 0x300) return 1;  // most of what there is
  return In(kCombining, c) ? 0 : In(kWide, c) ? 2 : 1;
}

bool IsPlain(char c) { return c >= 0x20 && c < 0x7F; }

// Copies `text` to the result but for what nobody should see, of which `replace` makes something.
template <typename Replace>
std::string Without(std::string_view text, Replace replace) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const auto plain = std::find_if_not(text.begin(), text.end(), IsPlain) - text.begin();
    clean += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::string_view from = text;
    const char32_t c = claircore::base::TakeUtf8(text);
    const std::string_view bytes = from.substr(0, from.size() - text.size());
    if (c == claircore::base::kNoCharacter || In(kUnseen, c)) {
      replace(c, bytes, clean);
    } else {
      clean += bytes;
    }
  }
  return clean;
}

}  // namespace

std::string Printable(std::string_view text) {
  return Without(text, [](char32_t, std::string_view, std::string& out) { out += '?'; });
}

std::string Message(std::string_view text) {
  return Printable(claircore::internal::WithoutCredentials(text));
}

std::string PrintableJson(std::string_view json) {
  return Without(json, [](char32_t c, std::string_view bytes, std::string& out) {
    if (c == claircore::base::kNoCharacter) {
      out += "\\ufffd";
    } else if (c < 0x20) {
      out += bytes;  // between values: inside of strings JSON has none
    } else if (c < 0x10000) {
      absl::StrAppendFormat(&out, "\\u%04x", static_cast<unsigned>(c));
    } else {
      const auto rest = static_cast<unsigned>(c) - 0x10000;
      absl::StrAppendFormat(&out, "\\u%04x\\u%04x", 0xD800 + (rest >> 10), 0xDC00 + (rest & 0x3FF));
    }
  });
}

size_t Width(std::string_view text) {
  size_t width = 0;
  while (!text.empty()) width += Columns(claircore::base::TakeUtf8(text));
  return width;
}

std::string Cut(std::string_view text, size_t width) {
  if (text.size() <= width || Width(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::string_view rest = text;
  size_t kept = 0;  // bytes that leave a column for the ellipsis
  for (size_t used = 0; !rest.empty();) {
    used += Columns(claircore::base::TakeUtf8(rest));
    if (used + 1 > width) break;
    kept = text.size() - rest.size();
  }
  return std::string(text.substr(0, kept)) + "…";
}

}  // namespace clairscan
