#include "claircore/cpe.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

// NISTIR 7695, section 6: bindings. The quoting rules there are over single characters; a WFN
// string is alphanumerics and '_', '\' before anything else, and unquoted '*' and '?' at its ends.

namespace claircore::inline v0 {
namespace {

using internal::ToAbsl;
using Kind = Cpe::Value::Kind;

// The specification sets no bound; names in use stay far below.
constexpr size_t kMaxBytes = 8192;

absl::Status Bad(std::string_view why, std::string_view text) {
  return absl::InvalidArgumentError(
      absl::StrCat("CPE: ", ToAbsl(why), " in '", ToAbsl(text.substr(0, 80)), "'"));
}

bool IsPlain(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; }
char Lower(char c) { return absl::ascii_tolower(static_cast<unsigned char>(c)); }
bool IsPrintable(char c) { return absl::ascii_isgraph(static_cast<unsigned char>(c)); }

// Unquoted '*' is a wildcard at either end only; '?' only in a run at either end.
bool WildcardMayStand(std::string_view s, size_t i) {
  if (s[i] == '*') return i == 0 || i + 1 == s.size();
  const auto run = [](std::string_view part) {
    return part.find_first_not_of('?') == std::string_view::npos;
  };
  return run(s.substr(0, i)) || run(s.substr(i + 1));
}

// One component of a formatted string.
absl::StatusOr<Cpe::Value> UnbindFormatted(std::string_view s) {
  if (s == "*") return Cpe::Value{Kind::kAny, ""};
  if (s == "-") return Cpe::Value{Kind::kNa, ""};
  if (s.empty()) return Bad("an empty component", s);
  Cpe::Value value{Kind::kSet, ""};
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    if (!IsPrintable(c)) return Bad("a character that is not printable", s);
    if (IsPlain(c)) {
      value.text += Lower(c);
    } else if (c == '\\') {
      if (i + 1 == s.size() || !IsPrintable(s[i + 1])) return Bad("a backslash at the end", s);
      // A quoted alphanumeric means itself.
      if (!IsPlain(s[i + 1])) value.text += c;
      value.text += Lower(s[++i]);
    } else if (c == '*' || c == '?') {
      if (!WildcardMayStand(s, i)) return Bad("a wildcard in the middle", s);
      value.text += c;
    } else {
      value.text += '\\';
      value.text += c;
    }
  }
  return value;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = Lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// One component of a URI. "%01" is '?', "%02" is '*', other codes are the quoted character.
absl::StatusOr<Cpe::Value> UnbindUri(std::string_view s) {
  if (s.empty()) return Cpe::Value{Kind::kAny, ""};
  if (s == "-") return Cpe::Value{Kind::kNa, ""};
  Cpe::Value value{Kind::kSet, ""};
  std::string raw;       // decoded characters
  std::string wildcard;  // 'w' where the character is a wildcard, '.' elsewhere
  for (size_t i = 0; i < s.size(); ++i) {
    char c = s[i];
    bool is_wildcard = false;
    if (c == '%') {
      const int high = i + 1 < s.size() ? HexValue(s[i + 1]) : -1;
      const int low = i + 2 < s.size() ? HexValue(s[i + 2]) : -1;
      if (high < 0 || low < 0) return Bad("a broken percent code", s);
      const int code = high * 16 + low;
      i += 2;
      is_wildcard = code == 1 || code == 2;
      c = code == 1 ? '?' : code == 2 ? '*' : static_cast<char>(code);
    }
    if (!IsPrintable(c)) return Bad("a character that is not printable", s);
    raw += c;
    wildcard += is_wildcard ? 'w' : '.';
  }
  for (size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (wildcard[i] == 'w') {
      if (!WildcardMayStand(raw, i)) return Bad("a wildcard in the middle", s);
      value.text += c;
    } else if (IsPlain(c)) {
      value.text += Lower(c);
    } else {
      value.text += '\\';
      value.text += c;
    }
  }
  return value;
}

absl::Status CheckPart(const Cpe::Value& part, std::string_view text) {
  if (part.kind != Kind::kSet) return absl::OkStatus();
  if (part.text == "a" || part.text == "o" || part.text == "h") return absl::OkStatus();
  return Bad("a part that is neither a, o nor h", text);
}

absl::StatusOr<Cpe> ParseFormatted(std::string_view text) {
  Cpe cpe;
  std::string_view rest = text.substr(std::string_view("cpe:2.3:").size());
  for (size_t attribute = 0; attribute < Cpe::kAttributes; ++attribute) {
    size_t end = 0;
    while (end < rest.size() && rest[end] != ':') end += rest[end] == '\\' ? 2 : 1;
    end = std::min(end, rest.size());
    CLAIRCORE_ASSIGN_OR_RETURN(cpe.values[attribute], UnbindFormatted(rest.substr(0, end)));
    rest.remove_prefix(end);
    const bool last = attribute + 1 == Cpe::kAttributes;
    if (last ? !rest.empty() : rest.empty()) return Bad("not eleven components", text);
    if (!last) rest.remove_prefix(1);
  }
  CLAIRCORE_RETURN_IF_ERROR(CheckPart(cpe.values[Cpe::kPart], text));
  return cpe;
}

// Cuts at `separator`; the rest becomes empty at the end.
std::string_view Cut(std::string_view& rest, char separator) {
  const size_t end = rest.find(separator);
  const std::string_view head = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return head;
}

absl::StatusOr<Cpe> ParseUri(std::string_view text) {
  Cpe cpe;
  std::string_view rest = text.substr(std::string_view("cpe:/").size());
  for (size_t attribute = 0; attribute <= Cpe::kLanguage; ++attribute) {
    std::string_view component = Cut(rest, ':');
    if (attribute != Cpe::kEdition || !component.starts_with('~')) {
      CLAIRCORE_ASSIGN_OR_RETURN(cpe.values[attribute], UnbindUri(component));
      continue;
    }
    // Five attributes packed into one component: "~edition~sw_edition~target_sw~target_hw~other".
    component.remove_prefix(1);
    for (const Cpe::Attribute packed :
         {Cpe::kEdition, Cpe::kSwEdition, Cpe::kTargetSw, Cpe::kTargetHw, Cpe::kOther}) {
      CLAIRCORE_ASSIGN_OR_RETURN(cpe.values[packed], UnbindUri(Cut(component, '~')));
    }
    if (!component.empty()) return Bad("too many packed attributes", text);
  }
  if (!rest.empty()) return Bad("more than seven components", text);
  CLAIRCORE_RETURN_IF_ERROR(CheckPart(cpe.values[Cpe::kPart], text));
  return cpe;
}

std::string BindFormatted(const Cpe::Value& value) {
  if (value.kind == Kind::kAny) return "*";
  if (value.kind == Kind::kNa) return "-";
  // A lone quoted hyphen keeps its quote, or it would mean NA.
  if (value.text == "\\-") return value.text;
  std::string bound;
  for (size_t i = 0; i < value.text.size(); ++i) {
    const char c = value.text[i];
    if (c != '\\') {
      bound += c;
      continue;
    }
    const char next = value.text[++i];
    if (next != '.' && next != '-' && next != '_') bound += c;
    bound += next;
  }
  return bound;
}

std::string BindUri(const Cpe::Value& value) {
  if (value.kind == Kind::kAny) return "";
  if (value.kind == Kind::kNa) return "-";
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string bound;
  for (size_t i = 0; i < value.text.size(); ++i) {
    char c = value.text[i];
    if (c == '?' || c == '*') {
      bound += c == '?' ? "%01" : "%02";
      continue;
    }
    if (c != '\\') {
      bound += c;
      continue;
    }
    c = value.text[++i];
    // A lone quoted hyphen is coded, or it would mean NA.
    if (c == '.' || c == '_' || (c == '-' && value.text != "\\-")) {
      bound += c;
    } else {
      bound += '%';
      bound += kHex[static_cast<unsigned char>(c) >> 4];
      bound += kHex[c & 15];
    }
  }
  return bound;
}

}  // namespace

absl::StatusOr<Cpe> Cpe::Parse(std::string_view text) {
  if (text.size() > kMaxBytes) return Bad("more than 8192 bytes", text);
  if (text.starts_with("cpe:2.3:")) return ParseFormatted(text);
  if (text.starts_with("cpe:/")) return ParseUri(text);
  return Bad("neither cpe:2.3: nor cpe:/ at the beginning", text);
}

std::string Cpe::ToString() const {
  std::string text = "cpe:2.3";
  for (const Value& value : values) absl::StrAppend(&text, ":", BindFormatted(value));
  return text;
}

std::string Cpe::ToUri() const {
  std::string text = "cpe:/";
  bool packed = false;
  for (const Attribute a : {kSwEdition, kTargetSw, kTargetHw, kOther}) {
    packed |= values[a].kind != Kind::kAny;
  }
  for (size_t a = kPart; a <= kLanguage; ++a) {
    if (a > 0) text += ':';
    if (a == kEdition && packed) {
      for (const Attribute p : {kEdition, kSwEdition, kTargetSw, kTargetHw, kOther}) {
        absl::StrAppend(&text, "~", BindUri(values[p]));
      }
    } else {
      text += BindUri(values[a]);
    }
  }
  while (text.ends_with(':')) text.pop_back();
  return text;
}

}  // namespace claircore::inline v0
