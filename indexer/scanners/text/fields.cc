#include "indexer/scanners/text/fields.h"

#include <cstdint>

#include "claircore/base/utf8.h"
namespace claircore::scanners {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r'; }

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

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
    const size_t length = base::Utf8Length(text);
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

}  // namespace claircore::scanners
