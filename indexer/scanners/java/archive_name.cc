#include "indexer/scanners/java/archive_name.h"

#include <algorithm>
#include <cstddef>
#include <span>

#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kCertain[] = {"jar", "war", "ear"};
constexpr std::string_view kOthers[] = {"jpi", "hpi", "par", "sar", "nar", "kar", "lpkg"};

// Words between a version and a number that belongs to it as well: "1.0-beta-2".
constexpr std::string_view kQualifiers[] = {"alpha", "beta", "rc",    "cr",    "m",  "milestone",
                                            "pre",   "ea",   "build", "final", "ga", "sp"};

// Of what classifiers are made: kinds of archives, systems and processors. No version ends in one.
constexpr std::string_view kClassifiers[] = {
    "tests",    "test",   "sources", "source",  "javadoc", "jar",     "with",   "dependencies",
    "shaded",   "uber",   "fat",     "all",     "bin",     "exec",    "boot",   "plain",
    "natives",  "native", "linux",   "windows", "win",     "win32",   "win64",  "osx",
    "macos",    "macosx", "mac",     "darwin",  "freebsd", "solaris", "aix",    "fedora",
    "x86_64",   "amd64",  "x86",     "x64",     "i386",    "i686",    "x86_32", "aarch64",
    "aarch_64", "arm64",  "arm",     "arm32",   "armv6",   "armv7",   "armhf",  "ppc64le",
    "ppcle_64", "ppc64",  "s390x",   "s390_64", "riscv64"};

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

// Letters, digits and `more`.
bool ConsistsOf(std::string_view text, std::string_view more) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return IsDigit(c) || IsLetter(c) || more.find(c) != std::string_view::npos;
  });
}

std::string_view WithoutClassifiers(std::string_view version) {
  for (;;) {
    const size_t dash = version.rfind('-');
    if (dash == std::string_view::npos || !IsOneOf(version.substr(dash + 1), kClassifiers)) break;
    version = version.substr(0, dash);
  }
  return version;
}

// "1.2.3" and what may follow, as https://docs.osgi.org/specification/osgi.core/8.0.0 has it.
bool IsBundleVersion(std::string_view text) {
  for (int number = 0; number < 3; ++number) {
    const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    if (end == 0) return false;
    text.remove_prefix(end);
    if (text.empty()) return number == 2;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return ConsistsOf(text, "-_");
}

// "symbolic.name_1.2.3.v2016"; a name without a dot may be Scala's "name_2.13".
ArchiveName ParseBundleName(std::string_view stem) {
  const size_t bar = stem.rfind('_', stem.find_last_not_of("_"));
  for (size_t at = bar; at != std::string_view::npos && at > 0; at = stem.rfind('_', at - 1)) {
    const std::string_view name = stem.substr(0, at);
    if (name.find('.') == std::string_view::npos) break;
    if (IsArtifactId(name) && IsBundleVersion(stem.substr(at + 1))) {
      return {name, stem.substr(at + 1)};
    }
  }
  return {};
}

}  // namespace

std::string_view Stem(std::string_view base_name) {
  const std::string_view extension = Extension(base_name);
  return extension.empty() ? base_name
                           : base_name.substr(0, base_name.size() - extension.size() - 1);
}

bool IsArtifactId(std::string_view text) { return ConsistsOf(text, ".-_"); }
bool IsVersion(std::string_view text) { return ConsistsOf(text, ".-_+~") && IsDigit(text.front()); }

ArchiveName ParseArchiveName(std::string_view base_name) {
  // Longer ones are no names; looking for '_' again and again is quadratic.
  if (base_name.size() > kMaxFieldBytes) return {};
  const std::string_view stem = Stem(base_name);
  if (const ArchiveName bundle = ParseBundleName(stem); bundle.known()) return bundle;
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
  return {name, WithoutClassifiers(text)};
}

bool IsNamedAfter(std::string_view base_name, std::string_view artifact) {
  const size_t colon = artifact.find(':');
  const std::string_view group = artifact.substr(0, colon == artifact.npos ? 0 : colon);
  artifact = artifact.substr(colon == artifact.npos ? 0 : colon + 1);
  if (artifact.empty()) return false;
  const ArchiveName parsed = ParseArchiveName(base_name);
  std::string_view name = parsed.known() ? parsed.artifact : Stem(base_name);
  if (!group.empty() && name.size() > group.size() && name.starts_with(group) &&
      name[group.size()] == '.') {
    if (name.substr(group.size() + 1) == artifact) return true;
  }
  if (name == artifact) return true;
  // Without a version that tells where the name ends, "a-b" may be "a" with a classifier.
  return !parsed.known() && name.starts_with(artifact) && name[artifact.size()] == '-';
}

std::string_view ReleaseOf(std::string_view version) {
  std::string_view release = version.substr(0, version.find_first_not_of(".0123456789"));
  for (size_t dot; (dot = release.rfind('.')) != release.npos;) {
    if (release.find_first_not_of('0', dot + 1) != release.npos) break;
    release = release.substr(0, dot);
  }
  return release.empty() ? version : release;
}

bool IsJavaArchiveName(std::string_view name) {
  return IsCertainlyJava(name) || IsOneOf(Extension(name), kOthers);
}

bool IsCertainlyJava(std::string_view name) { return IsOneOf(Extension(name), kCertain); }

}  // namespace claircore::scanners
