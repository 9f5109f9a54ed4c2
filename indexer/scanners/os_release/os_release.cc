#include "indexer/scanners/os_release/os_release.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxBytes = size_t{1} << 20;

bool IsKeyChar(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Within double quotes a backslash hides these alone, as in a shell.
bool IsEscapable(char c) { return c == '"' || c == '\\' || c == '$' || c == '`'; }

// Takes quotes and escapes off. False when a quote is not closed.
bool Unquote(std::string_view raw, std::string& value) {
  char quote = 0;
  for (size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    const bool more = i + 1 < raw.size();
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && more && (quote == 0 || (quote == '"' && IsEscapable(raw[i + 1])))) {
      value.push_back(raw[++i]);
    } else {
      value.push_back(c);
    }
  }
  return quote == 0;
}

}  // namespace

void ReadAssignments(std::string_view text,
                     absl::FunctionRef<void(std::string_view key, std::string value)> assign) {
  LineReader lines(text.substr(0, kMaxBytes));
  for (std::string_view line; lines.Next(line);) {
    line = Trim(line);
    if (line.starts_with('#')) continue;
    const size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    if (key.empty() || !std::all_of(key.begin(), key.end(), IsKeyChar)) continue;
    std::string value;
    if (!Unquote(Trim(line.substr(equals + 1)), value) || !IsPlain(value)) continue;
    assign(key, std::move(value));
  }
}

OsRelease ParseOsRelease(std::string_view text) {
  OsRelease release;
  ReadAssignments(text, [&](std::string_view key, std::string value) {
    std::string* field = key == "ID"                 ? &release.id
                         : key == "NAME"             ? &release.name
                         : key == "PRETTY_NAME"      ? &release.pretty_name
                         : key == "VERSION"          ? &release.version
                         : key == "VERSION_ID"       ? &release.version_id
                         : key == "VERSION_CODENAME" ? &release.version_codename
                         : key == "UBUNTU_CODENAME"  ? &release.ubuntu_codename
                         : key == "CPE_NAME"         ? &release.cpe_name
                         : key == "RHEL_VERSION"     ? &release.rhel_version
                         : key == "PLATFORM_ID"      ? &release.platform_id
                                                     : nullptr;
    if (field != nullptr) *field = std::move(value);
  });
  return release;
}

}  // namespace claircore::scanners
