#include "indexer/scanners/java/manifest.h"

#include <algorithm>

#include "indexer/scanners/java/archive_name.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxSections = 64;  // that are looked at

constexpr std::string_view kNames[] = {
    "Manifest-Version",
    "Name",
    "Group-Id",
    "Bundle-SymbolicName",
    "Implementation-Vendor-Id",
    "Implementation-Title",
    "Specification-Title",
    "Bundle-Name",
    "Extension-Name",
    "Short-Name",
    "Automatic-Module-Name",
    "Export-Package",
    "Bundle-Version",
    "Implementation-Version",
    "Plugin-Version",
    "Specification-Version",
};
// The implementation's before the bundle's, which OSGi makes of three numbers: 7.1, not 7.1.0.
constexpr std::string_view kVersions[] = {"Implementation-Version", "Bundle-Version",
                                          "Plugin-Version", "Specification-Version"};

// Manifests may end their lines in any of the three ways.
std::string_view TakeLine(std::string_view& text) {
  const size_t end = text.find_first_of("\r\n");
  const std::string_view line = text.substr(0, end);
  if (end == std::string_view::npos) {
    text = {};
  } else {
    text.remove_prefix(end + (text.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  return line;
}

// Some build files quoted what they should not have: commons-digester 1.6 is "1.6".
std::string_view Unquoted(std::string_view value) {
  value = Trim(value);
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? Trim(value.substr(1, value.size() - 2)) : value;
}

}  // namespace

bool IsPlaceholder(std::string_view value) {
  if (value.find("${") != value.npos || value.starts_with('%') || value.ends_with(".qualifier") ||
      (value.size() > 1 && value.starts_with('@') && value.ends_with('@'))) {
    return true;
  }
  for (std::string_view word : {"unspecified", "undefined", "unknown", "null"}) {
    if (EqualsIgnoreCase(value, word)) return true;
  }
  return false;
}

Manifest::Attributes Manifest::ReadSection(std::string_view& text) {
  Attributes attributes;
  std::string* last = nullptr;
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (line.empty()) break;
    if (line.front() == ' ') {
      if (last != nullptr && last->size() <= kMaxFieldBytes) *last += line.substr(1);
      continue;
    }
    last = nullptr;
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view name = line.substr(0, colon);
    const auto* known = std::find_if(std::begin(kNames), std::end(kNames),
                                     [&](auto wanted) { return EqualsIgnoreCase(wanted, name); });
    if (known == std::end(kNames) || attributes.size() >= 2 * std::size(kNames)) continue;
    last = &attributes
                .emplace_back(Attribute{std::string(*known), std::string(line.substr(colon + 1))})
                .value;
  }
  for (Attribute& a : attributes) {
    a.value = std::string(Unquoted(a.value));
    // "1.9.0\t" and control characters stay for the caller to refuse.
    if (IsPlaceholder(a.value)) a.value.clear();
  }
  return attributes;
}

std::string_view Manifest::Find(const Attributes& attributes, std::string_view name) {
  for (const Attribute& a : attributes) {
    if (a.name == name) return a.value;
  }
  return {};
}

Manifest::Manifest(std::string_view text) {
  main_ = ReadSection(text);
  const std::string_view format = Find(main_, "Manifest-Version");
  present_ = !format.empty() && format.front() >= '0' && format.front() <= '9' &&
             Find(main_, "Name").empty();
  if (!present_) {
    main_.clear();
    return;
  }
  for (size_t i = 0; i < kMaxSections && !text.empty(); ++i) {
    const Attributes section = ReadSection(text);
    const std::string_view version = Find(section, "Implementation-Version");
    if (version.empty()) continue;
    sections_.push_back(Section{std::string(Find(section, "Name")), std::string(version),
                                std::string(Find(section, "Implementation-Title"))});
  }
}

std::string_view Manifest::Get(std::string_view name) const { return Find(main_, name); }

std::string_view Manifest::SymbolicName() const {
  const std::string_view name = Get("Bundle-SymbolicName");
  return Trim(name.substr(0, name.find(';')));
}

bool Manifest::HasVersion() const {
  return std::any_of(std::begin(kVersions), std::end(kVersions),
                     [&](std::string_view name) { return !Get(name).empty(); });
}

std::string_view Manifest::Version() const {
  std::string_view other;
  for (std::string_view name : kVersions) {
    const std::string_view value = Get(name);
    const std::string_view word = value.substr(0, value.find_first_of(" \t"));
    if (!word.empty() && IsVersion(word)) return word;
    if (other.empty()) other = value;
  }
  return other;
}

size_t Manifest::bytes() const {
  size_t n = 0;
  for (const Attribute& a : main_) n += sizeof(a) + a.name.size() + a.value.size();
  for (const Section& s : sections_) {
    n += sizeof(s) + s.name.size() + s.version.size() + s.title.size();
  }
  return n;
}

size_t Manifest::MainSectionEnd(std::string_view text) {
  size_t end = std::string_view::npos;
  for (std::string_view blank : {"\n\n", "\n\r\n", "\r\r"}) end = std::min(end, text.find(blank));
  return end;
}

}  // namespace claircore::scanners
