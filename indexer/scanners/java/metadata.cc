#include "indexer/scanners/java/metadata.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kCertain[] = {"jar", "war", "ear"};
constexpr std::string_view kOthers[] = {"jpi", "hpi", "par", "sar", "nar", "kar", "lpkg"};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsOneOf(std::string_view text, std::span<const std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return EqualsIgnoreCase(text, word); });
}

std::string_view Extension(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

// A value of a properties file without its escapes; those of letters that no name has stay.
std::string Unescape(std::string_view text) {
  std::string value;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && !IsLetter(text[i + 1])) ++i;
    value.push_back(text[i]);
  }
  return value;
}

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

// What a build should have put something else for: "${project.version}", "%Bundle-Name" (a key of
// another file), "1.2.0.qualifier".
bool IsPlaceholder(std::string_view value) {
  return value.find("${") != value.npos || value.starts_with('%') || value.ends_with(".qualifier");
}

struct Attribute {
  std::string_view name;
  std::string value;
};

// The attributes of the main section that somebody asks for, in the order of `names`.
class MainSection {
 public:
  explicit MainSection(std::string_view text) {
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
      if (!IsOneOf(name, kNames)) continue;
      last = &attributes_.emplace_back(Attribute{name, std::string(line.substr(colon + 1))}).value;
    }
    for (Attribute& a : attributes_) a.value = std::string(Unquoted(a.value));
  }

  // Of two attributes of one name the first counts.
  std::string_view Get(std::string_view name) const {
    for (const Attribute& a : attributes_) {
      if (EqualsIgnoreCase(a.name, name)) return a.value;
    }
    return {};
  }

  // The value of the first attribute that has one; without spaces, as sentences are no names.
  std::string_view First(std::span<const std::string_view> names, bool spaces = false) const {
    for (std::string_view name : names) {
      std::string_view value = Get(name);
      // "org.example.bundle;singleton:=true"
      if (name == "Bundle-SymbolicName") value = Trim(value.substr(0, value.find(';')));
      if (value.empty() || IsPlaceholder(value)) continue;
      if (spaces || value.find(' ') == std::string_view::npos) return value;
    }
    return {};
  }

  static constexpr std::string_view kGroup[] = {"Group-Id", "Bundle-SymbolicName",
                                                "Implementation-Vendor-Id", "Implementation-Vendor",
                                                "Specification-Vendor"};
  // Those of them that name more than a vendor.
  static constexpr std::string_view kOwnName[] = {"Group-Id", "Bundle-SymbolicName"};
  static constexpr std::string_view kArtifact[] = {"Implementation-Title", "Specification-Title",
                                                   "Bundle-Name", "Extension-Name", "Short-Name"};
  static constexpr std::string_view kVersion[] = {"Bundle-Version", "Implementation-Version",
                                                  "Plugin-Version", "Specification-Version"};

 private:
  static constexpr std::string_view kNames[] = {
      "Manifest-Version",
      "Name",
      "Group-Id",
      "Bundle-SymbolicName",
      "Implementation-Vendor",
      "Implementation-Vendor-Id",
      "Specification-Vendor",
      "Implementation-Title",
      "Specification-Title",
      "Bundle-Name",
      "Extension-Name",
      "Short-Name",
      "Bundle-Version",
      "Implementation-Version",
      "Plugin-Version",
      "Specification-Version",
  };
  std::vector<Attribute> attributes_;
};

// Letters, digits and `more`.
bool ConsistsOf(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return IsDigit(c) || IsLetter(c) || more.find(c) != std::string_view::npos;
  });
}
bool IsIvyName(std::string_view text) { return ConsistsOf(text, ".-_"); }
bool IsVersion(std::string_view text) { return ConsistsOf(text, ".-_+~") && IsDigit(text.front()); }

std::string_view Stem(std::string_view base_name) {
  const std::string_view extension = Extension(base_name);
  return extension.empty() ? base_name
                           : base_name.substr(0, base_name.size() - extension.size() - 1);
}

// "group#module;version"; not known if `title` is something else.
JavaArtifact ParseIvyTitle(std::string_view title, std::string_view base_name) {
  const size_t hash = title.find('#');
  const size_t semicolon = title.find(';');
  if (hash == std::string_view::npos || semicolon == std::string_view::npos || semicolon < hash) {
    return {};
  }
  const std::string_view group = title.substr(0, hash);
  const std::string_view version = title.substr(semicolon + 1);
  std::string_view artifact = title.substr(hash + 1, semicolon - hash - 1);
  // "unspecified", which Gradle calls it where nobody says, is none.
  if (!IsIvyName(group) || !IsIvyName(artifact) || !IsVersion(version)) return {};
  std::string_view stem = Stem(base_name);
  if (stem.ends_with(version)) {
    stem.remove_suffix(version.size());
    if (stem.ends_with('-') && IsIvyName(stem.substr(0, stem.size() - 1))) {
      artifact = stem.substr(0, stem.size() - 1);
    }
  }
  return {std::string(group).append(":").append(artifact), std::string(version)};
}

// Words between a version and a number that belongs to it as well: "1.0-beta-2".
constexpr std::string_view kQualifiers[] = {"alpha", "beta", "rc",    "cr",    "m",  "milestone",
                                            "pre",   "ea",   "build", "final", "ga", "sp"};

}  // namespace

JavaArtifact ParsePomProperties(std::string_view text) {
  std::string group, artifact, version;
  LineReader lines(text);
  for (std::string_view line; lines.Next(line);) {
    line = Trim(line);
    const size_t end = line.find_first_of("=: \t");
    if (end == std::string_view::npos) continue;
    const std::string_view key = line.substr(0, end);
    std::string* const value = key == "groupId"      ? &group
                               : key == "artifactId" ? &artifact
                               : key == "version"    ? &version
                                                     : nullptr;
    if (value == nullptr) continue;
    std::string_view rest = Trim(line.substr(end));
    if (rest.starts_with('=') || rest.starts_with(':')) rest = Trim(rest.substr(1));
    *value = IsPlaceholder(rest) ? std::string() : Unescape(rest);
  }
  JavaArtifact result;
  if (group.empty() || artifact.empty() || version.empty()) return result;
  result.name = group + ":" + artifact;
  result.version = version;
  return result;
}

JavaArtifact ParseManifest(std::string_view text, std::string_view base_name) {
  const MainSection main(text);
  const std::string_view format = main.Get("Manifest-Version");
  if (format.empty() || !IsDigit(format.front()) || !main.Get("Name").empty()) return {};
  JavaArtifact ivy = ParseIvyTitle(main.Get("Implementation-Title"), base_name);
  if (ivy.known()) return ivy;
  const std::string_view artifact = main.First(MainSection::kArtifact);
  const std::string_view group =
      artifact.empty() ? main.First(MainSection::kOwnName) : main.First(MainSection::kGroup);
  JavaArtifact result;
  result.name = group;
  if (!artifact.empty() && artifact != group) {
    if (!group.empty()) result.name += ':';
    result.name += artifact;
  }
  result.version = main.First(MainSection::kVersion, /*spaces=*/true);
  if (result.name.empty() && !result.version.empty()) {
    const JavaArtifact named = ParseArchiveName(base_name);
    const std::string_view name = named.known() ? std::string_view(named.name) : Stem(base_name);
    if (IsIvyName(name)) result.name = name;
  }
  return result;
}

size_t MainSectionEnd(std::string_view text) {
  size_t end = std::string_view::npos;
  for (std::string_view blank : {"\n\n", "\n\r\n", "\r\r"}) end = std::min(end, text.find(blank));
  return end;
}

bool IsNamedAfter(std::string_view base_name, std::string_view artifact) {
  artifact = artifact.substr(artifact.find(':') + 1);
  const std::string_view stem = Stem(base_name);
  return !artifact.empty() && stem.starts_with(artifact) &&
         (stem.size() == artifact.size() || stem[artifact.size()] == '-');
}

std::string_view ReleaseOf(std::string_view version) {
  std::string_view release = version.substr(0, version.find_first_not_of(".0123456789"));
  while (release.ends_with('.') || release.ends_with(".0")) release.remove_suffix(1);
  return release.empty() ? version : release;
}

JavaArtifact ParseArchiveName(std::string_view base_name) {
  const std::string_view stem = Stem(base_name);
  size_t version = std::string_view::npos;  // where it begins
  size_t end = stem.size();                 // of the element before it
  while (end > 0) {
    const size_t dash = stem.rfind('-', end - 1);
    if (dash == std::string_view::npos || dash == 0) break;
    const std::string_view element = stem.substr(dash + 1, end - dash - 1);
    const bool numeric = !element.empty() && IsDigit(element.front());
    // What follows the version ("-jre") is part of it; what is before its first number is not.
    if (version != std::string_view::npos && !numeric && !IsOneOf(element, kQualifiers)) break;
    if (numeric) version = dash + 1;
    end = dash;
  }
  if (version == std::string_view::npos) return {};
  const std::string_view text = stem.substr(version);
  const std::string_view name = stem.substr(0, version - 1);
  if (!IsVersion(text) || name.find_first_of(" \t") != std::string_view::npos) return {};
  return {std::string(name), std::string(text)};
}

bool IsJavaArchiveName(std::string_view name) {
  return IsCertainlyJava(name) || IsOneOf(Extension(name), kOthers);
}

bool IsCertainlyJava(std::string_view name) { return IsOneOf(Extension(name), kCertain); }

}  // namespace claircore::scanners
