#include "claircore/purl.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

using internal::ToAbsl;

constexpr size_t kMaxBytes = 16384;  // the specification sets no bound

absl::Status Bad(std::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("purl: ", ToAbsl(why)));
}

// What a type demands of its components (purl-spec, types/).
enum Rule : uint32_t {
  kLowerNamespace = 1,
  kLowerName = 2,
  kLowerVersion = 4,
  kNoNamespace = 8,
  kNeedsNamespace = 16,
  kDashName = 32,  // pypi: '_' is '-'
};
struct TypeRules {
  std::string_view type;
  uint32_t rules;
};
constexpr TypeRules kTypes[] = {
    {"alpm", kLowerNamespace | kLowerName},
    {"apk", kLowerNamespace | kLowerName},
    {"bazel", kNoNamespace},
    {"bitbucket", kLowerNamespace | kLowerName},
    {"brew", kLowerNamespace | kLowerName},
    {"composer", kLowerNamespace | kLowerName},
    {"deb", kLowerNamespace | kLowerName},
    {"git", kLowerNamespace | kLowerName},
    {"github", kLowerNamespace | kLowerName},
    {"gitlab", kLowerNamespace | kLowerName},
    {"golang", kLowerNamespace | kLowerName},
    {"hex", kLowerNamespace | kLowerName},
    {"huggingface", kLowerVersion},
    {"oci", kLowerName | kNoNamespace},
    {"otp", kLowerName | kNoNamespace},
    {"pub", kLowerName},
    {"pypi", kLowerName | kDashName},
    {"rpm", kLowerNamespace},
    {"swift", kNeedsNamespace},
    {"vcpkg", kNoNamespace},
    {"vscode-extension", kNeedsNamespace | kLowerNamespace | kLowerName},
};

uint32_t RulesOf(std::string_view type) {
  for (const TypeRules& t : kTypes) {
    if (t.type == type) return t.rules;
  }
  return 0;
}

// Only ASCII has a case here.
void Lower(std::string& s) { absl::AsciiStrToLower(&s); }

// A type is [a-z][a-z0-9.-]*, a qualifier's key [a-z][a-z0-9._-]*, both lowered before.
bool IsWord(std::string_view s, std::string_view also) {
  if (s.empty() || !absl::ascii_islower(static_cast<unsigned char>(s[0]))) return false;
  return std::all_of(s.begin(), s.end(), [&](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
           also.find(c) != std::string_view::npos;
  });
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = absl::ascii_tolower(static_cast<unsigned char>(c));
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

absl::StatusOr<std::string> Decode(std::string_view s) {
  std::string decoded;
  decoded.reserve(s.size());
  for (size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '%') {
      decoded += s[i];
      continue;
    }
    const int high = i + 1 < s.size() ? HexValue(s[i + 1]) : -1;
    const int low = i + 2 < s.size() ? HexValue(s[i + 2]) : -1;
    if (high < 0 || low < 0) return Bad("a broken percent code");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

std::string Encode(std::string_view s) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(s.size());
  for (const char c : s) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_' ||
        c == '~' || c == ':') {
      encoded += c;
    } else {
      encoded += '%';
      encoded += kHex[static_cast<unsigned char>(c) >> 4];
      encoded += kHex[static_cast<unsigned char>(c) & 15];
    }
  }
  return encoded;
}

// Calls `take` for each segment between slashes that is not empty.
template <typename Take>
absl::Status ForEachSegment(std::string_view path, Take take) {
  while (!path.empty()) {
    const size_t slash = path.find('/');
    if (slash != 0) CLAIRCORE_RETURN_IF_ERROR(take(path.substr(0, slash)));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return absl::OkStatus();
}

// Decodes the segments of a namespace or a subpath and joins them again. A decoded slash would
// change the structure.
absl::StatusOr<std::string> DecodePath(std::string_view path, bool drop_dots) {
  std::string joined;
  CLAIRCORE_RETURN_IF_ERROR(ForEachSegment(path, [&](std::string_view segment) -> absl::Status {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string decoded, Decode(segment));
    if (decoded.find('/') != std::string::npos) return Bad("an encoded slash in a segment");
    if (drop_dots && (decoded == "." || decoded == "..")) return absl::OkStatus();
    absl::StrAppend(&joined, joined.empty() ? "" : "/", decoded);
    return absl::OkStatus();
  }));
  return joined;
}

std::string EncodePath(std::string_view path) {
  std::string encoded;
  (void)ForEachSegment(path, [&](std::string_view segment) {
    absl::StrAppend(&encoded, encoded.empty() ? "" : "/", Encode(segment));
    return absl::OkStatus();
  });
  return encoded;
}

absl::Status ParseQualifiers(std::string_view text, PackageUrl& purl) {
  while (!text.empty()) {
    const size_t end = text.find('&');
    const std::string_view pair = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) {
      if (pair.empty()) continue;
      return Bad("a qualifier without '='");
    }
    std::string key(pair.substr(0, equals));
    Lower(key);
    if (!IsWord(key, "._-")) return Bad("a qualifier's key with a character it may not have");
    CLAIRCORE_ASSIGN_OR_RETURN(std::string value, Decode(pair.substr(equals + 1)));
    if (value.empty()) continue;
    if (!purl.qualifiers.emplace(std::move(key), std::move(value)).second) {
      return Bad("a qualifier given twice");
    }
  }
  return absl::OkStatus();
}

// An extension of Chrome is 32 letters from a to p; its version one to four numbers.
absl::Status CheckChrome(const PackageUrl& purl) {
  if (purl.name.size() != 32 || !std::all_of(purl.name.begin(), purl.name.end(),
                                             [](char c) { return c >= 'a' && c <= 'p'; })) {
    return Bad("the name of a chrome-extension is 32 letters from a to p");
  }
  const auto dots = std::count(purl.version.begin(), purl.version.end(), '.');
  if (dots > 3 || purl.version.find_first_not_of("0123456789.") != std::string::npos) {
    return Bad("the version of a chrome-extension is one to four numbers");
  }
  return absl::OkStatus();
}

// Brings the components into their type's form, or says what is missing.
absl::Status Normalize(PackageUrl& purl) {
  Lower(purl.type);
  if (!IsWord(purl.type, ".-")) return Bad("no type, or one with a character it may not have");
  if (purl.name.empty()) return Bad("no name");
  const uint32_t rules = RulesOf(purl.type);
  if ((rules & kNoNamespace) && !purl.ns.empty()) return Bad("this type has no namespace");
  if ((rules & kNeedsNamespace) && purl.ns.empty()) return Bad("this type needs a namespace");
  if (rules & kLowerNamespace) Lower(purl.ns);
  if (rules & kLowerName) Lower(purl.name);
  if (rules & kLowerVersion) Lower(purl.version);
  if (rules & kDashName) std::replace(purl.name.begin(), purl.name.end(), '_', '-');
  for (const auto& [key, value] : purl.qualifiers) {
    if (!IsWord(key, "._-")) return Bad("a qualifier's key with a character it may not have");
  }
  const auto url = purl.qualifiers.find("repository_url");
  if (purl.type == "mlflow" && url != purl.qualifiers.end() &&
      absl::StrContains(url->second, "databricks")) {
    Lower(purl.name);  // Databricks does not tell case apart, Azure ML does
  }
  if (purl.type == "julia" && !purl.qualifiers.contains("uuid")) return Bad("julia needs a uuid");
  if (purl.type == "cpan" && absl::StrContains(purl.name, "::")) {
    return Bad("cpan names a distribution, not a module");
  }
  if (purl.type == "chrome-extension") return CheckChrome(purl);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PackageUrl> PackageUrl::Parse(std::string_view text) {
  if (text.size() > kMaxBytes) return Bad("more than 16384 bytes");
  PackageUrl purl;
  // From the right: subpath, qualifiers; then the scheme and the type from the left.
  if (const size_t hash = text.rfind('#'); hash != std::string_view::npos) {
    CLAIRCORE_ASSIGN_OR_RETURN(purl.subpath, DecodePath(text.substr(hash + 1), true));
    text = text.substr(0, hash);
  }
  if (const size_t mark = text.rfind('?'); mark != std::string_view::npos) {
    CLAIRCORE_RETURN_IF_ERROR(ParseQualifiers(text.substr(mark + 1), purl));
    text = text.substr(0, mark);
  }
  if (!absl::StartsWithIgnoreCase(ToAbsl(text), "pkg:")) return Bad("does not begin with pkg:");
  text.remove_prefix(4);
  while (text.starts_with('/')) text.remove_prefix(1);
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) return Bad("no name");
  purl.type = text.substr(0, slash);
  text.remove_prefix(slash + 1);
  while (text.ends_with('/')) text.remove_suffix(1);
  // The last "@" begins the version, which may have slashes; but one that begins a segment before
  // the last is an npm scope that nobody encoded.
  const size_t last = text.rfind('/') == std::string_view::npos ? 0 : text.rfind('/') + 1;
  const size_t at = text.rfind('@');
  if (at != std::string_view::npos && (at >= last || (at > 0 && text[at - 1] != '/'))) {
    CLAIRCORE_ASSIGN_OR_RETURN(purl.version, Decode(text.substr(at + 1)));
    text = text.substr(0, at);
  }
  const size_t end = text.rfind('/');
  const std::string_view name = end == std::string_view::npos ? text : text.substr(end + 1);
  CLAIRCORE_ASSIGN_OR_RETURN(purl.name, Decode(name));
  if (end != std::string_view::npos) {
    CLAIRCORE_ASSIGN_OR_RETURN(purl.ns, DecodePath(text.substr(0, end), false));
  }
  if (purl.name.empty()) return Bad("no name");
  // A git name is the repository's path on its host, slashes and all.
  if (absl::EqualsIgnoreCase(purl.type, "git") && absl::StrContains(purl.ns, "/")) {
    const size_t host = purl.ns.find('/');
    purl.name = absl::StrCat(purl.ns.substr(host + 1), "/", purl.name);
    purl.ns.resize(host);
  }
  CLAIRCORE_RETURN_IF_ERROR(Normalize(purl));
  return purl;
}

absl::StatusOr<std::string> PackageUrl::ToString() const {
  PackageUrl purl = *this;
  CLAIRCORE_RETURN_IF_ERROR(Normalize(purl));
  std::string text = absl::StrCat("pkg:", purl.type, "/");
  const std::string ns = EncodePath(purl.ns);
  if (!ns.empty()) absl::StrAppend(&text, ns, "/");
  text += purl.type == "git" ? EncodePath(purl.name) : Encode(purl.name);
  if (!purl.version.empty()) absl::StrAppend(&text, "@", Encode(purl.version));
  char separator = '?';
  for (const auto& [key, value] : purl.qualifiers) {
    if (value.empty()) continue;
    text += separator;
    absl::StrAppend(&text, key, "=", Encode(value));
    separator = '&';
  }
  const std::string subpath = EncodePath(purl.subpath);
  if (!subpath.empty()) absl::StrAppend(&text, "#", subpath);
  return text;
}

}  // namespace claircore::inline v0
