#include "indexer/scanners/text/fields.h"

#include <cstdint>

namespace claircore::scanners {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// Bytes of the UTF-8 character at the front of `text`; 0 if there is none. Surrogates, overlong
// forms and what lies above U+10FFFF are no characters.
size_t CharLength(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t first = at(0);
  if (first < 0x80) return 1;
  const size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  const uint8_t second = at(1);
  if (first == 0xe0 && second < 0xa0) return 0;
  if (first == 0xed && second >= 0xa0) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second >= 0x90) return 0;
  return length;
}

}  // namespace

std::string_view Trim(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (Lower(a[i]) != Lower(b[i])) return false;
  }
  return true;
}

bool IsPlain(std::string_view text, size_t max_bytes) {
  if (text.size() > max_bytes) return false;
  while (!text.empty()) {
    const size_t length = CharLength(text);
    if (length == 0) return false;
    const auto first = static_cast<uint8_t>(text[0]);
    if (first < 0x20 || first == 0x7f) return false;
    // U+0080 to U+009F: the control characters of ISO 6429.
    if (first == 0xc2 && static_cast<uint8_t>(text[1]) < 0xa0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool IsToken(std::string_view text) { return !text.empty() && IsPlain(text); }

ControlLine ParseControlLine(std::string_view line) {
  if (line.empty()) return {ControlLine::Kind::kBlank, {}, {}};
  if (line.front() == ' ' || line.front() == '\t') {
    return {ControlLine::Kind::kContinuation, {}, Trim(line)};
  }
  const size_t colon = line.find(':');
  const std::string_view name =
      colon == std::string_view::npos ? std::string_view() : Trim(line.substr(0, colon));
  if (name.empty()) return {ControlLine::Kind::kBroken, {}, line};
  return {ControlLine::Kind::kField, name, Trim(line.substr(colon + 1))};
}

std::string_view DirName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

}  // namespace claircore::scanners
