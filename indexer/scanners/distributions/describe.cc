#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/cpe.h"
#include "indexer/scanners/distributions/systems.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string Major(std::string_view version) {
  return std::string(version.substr(0, version.find('.')));
}

// The formatted string of a valid name; nothing of an invalid one, which nobody could compare.
std::string NormalCpe(std::string_view text) {
  const absl::StatusOr<Cpe> cpe = Cpe::Parse(text);
  return cpe.ok() ? cpe->ToString() : std::string();
}

Distribution AlpineRelease(std::string_view version) {
  Distribution d;
  d.did = "alpine";
  d.name = "Alpine Linux";
  d.version = version;
  // The version_id stays empty, as in Clair: a third number would be no part of the identity.
  d.pretty_name = d.name + (version == "edge" ? " " : " v") + d.version;
  return d;
}

// "3.18.4" is 3.18; "3.21.0_alpha20240923" is edge.
std::string AlpineVersion(std::string_view version) {
  if (version.find("alpha") != std::string_view::npos) return "edge";
  const std::string_view number = FirstNumber(version);
  const size_t minor = number.find('.');
  if (minor == std::string_view::npos) return {};
  return std::string(number.substr(0, number.find('.', minor + 1)));
}

Distribution DebianRelease(std::string_view number, std::string_view code_name) {
  Distribution d;
  d.did = "debian";
  d.name = "Debian GNU/Linux";
  d.version_id = number;
  d.version_code_name = code_name;
  d.version = d.version_id;
  if (!code_name.empty()) d.version += " (" + d.version_code_name + ")";
  d.pretty_name = d.name + " " + d.version;
  return d;
}

// Releases so old that nothing in the image tells their name.
std::string_view DebianCodeName(std::string_view major) {
  constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"4", "etch"},    {"5", "lenny"},   {"6", "squeeze"},   {"7", "wheezy"},    {"8", "jessie"},
      {"9", "stretch"}, {"10", "buster"}, {"11", "bullseye"}, {"12", "bookworm"}, {"13", "trixie"},
  };
  for (const auto& [number, name] : kNames) {
    if (number == major) return name;
  }
  return {};
}

Distribution UbuntuRelease(std::string_view number, std::string code_name) {
  Distribution d;
  d.did = "ubuntu";
  d.name = "Ubuntu";
  d.version_id = number;
  d.version_code_name = std::move(code_name);
  d.version = d.version_id;
  if (!d.version_code_name.empty()) {
    std::string title = d.version_code_name;
    if (title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    d.version += " (" + title + ")";
  }
  d.pretty_name = d.name + " " + d.version_id;
  return d;
}

}  // namespace

Distribution AsWritten(const OsRelease& release) {
  Distribution d;
  d.did = Lower(release.id);
  d.name = release.name.empty() ? "Linux" : release.name;
  d.version = release.version;
  d.version_code_name = release.version_codename;
  d.version_id = release.version_id;
  d.cpe = NormalCpe(release.cpe_name);
  d.pretty_name = release.pretty_name.empty() ? d.name : release.pretty_name;
  return d;
}

Distribution MajorOnly(const OsRelease& release) {
  Distribution d = AsWritten(release);
  if (d.version_id.empty()) return d;
  d.version_id = Major(release.version_id);
  d.version = d.version_id;
  d.version_code_name.clear();
  d.cpe.clear();
  d.pretty_name = d.name + " " + d.version_id;
  return d;
}

Distribution Alpine(const OsRelease& release) {
  std::string version = AlpineVersion(release.version_id);
  if (release.pretty_name.ends_with(" edge") || release.version_id == "edge") version = "edge";
  return version.empty() ? AsWritten(release) : AlpineRelease(version);
}

Distribution Amazon(const OsRelease& release) {
  Distribution d = AsWritten(release);
  if (d.version_id.empty()) return d;
  // The pretty name of 2023 carries the date of the build, which is no other distribution.
  d.version = d.version_id;
  d.version_code_name.clear();
  d.pretty_name = d.name + " " + d.version_id;
  return d;
}

Distribution CentOs(const OsRelease& release) {
  Distribution d = AsWritten(release);
  d.version_id = Major(d.version_id);
  return d;
}

Distribution Debian(const OsRelease& release) {
  std::string_view code_name = release.version_codename;
  if (code_name.empty()) code_name = InParentheses(release.version);
  if (!release.version_id.empty()) return DebianRelease(release.version_id, code_name);
  // Testing and sid have no number. Before 2019 they had no code name either: "buster/sid" is all.
  std::string_view pretty = release.pretty_name;
  if (code_name.empty()) {
    code_name = pretty.substr(pretty.rfind(' ') + 1);
    code_name = code_name.substr(0, code_name.find('/'));
  }
  Distribution d = DebianRelease("", code_name);
  d.version.clear();
  d.pretty_name = pretty;
  return d;
}

Distribution Rhel(const OsRelease& release) {
  std::string_view version = release.version_id;
  if (EqualsIgnoreCase(release.id, "rhcos")) {
    version = release.rhel_version.empty() ? FirstNumber(release.platform_id)
                                           : std::string_view(release.rhel_version);
  }
  if (version.empty()) return AsWritten(release);
  const std::string major = Major(version);
  Distribution d;
  d.did = "rhel";
  d.name = "Red Hat Enterprise Linux Server";
  d.version = major;
  d.version_id = major;
  d.pretty_name = d.name + " " + major;
  d.cpe = NormalCpe("cpe:/o:redhat:enterprise_linux:" + major);
  return d;
}

Distribution Ubuntu(const OsRelease& release) {
  std::string code_name =
      release.version_codename.empty() ? release.ubuntu_codename : release.version_codename;
  if (code_name.empty()) {
    // "20.04 LTS (Focal Fossa)", or once "12.04 LTS, Precise Pangolin".
    std::string_view words = InParentheses(release.version);
    const size_t comma = release.version.find(", ");
    if (words.empty() && comma != std::string::npos) {
      words = std::string_view(release.version).substr(comma + 2);
    }
    code_name = Lower(words.substr(0, words.find(' ')));
  }
  if (release.version_id.empty()) return AsWritten(release);
  return UbuntuRelease(release.version_id, std::move(code_name));
}

void AlpineEdge(std::string_view repositories, Distribution& distribution) {
  bool edge = false;
  LineReader lines(repositories);
  for (std::string_view line; lines.Next(line);) {
    line = Trim(line);
    // "@testing https://.." is for the packages that are asked for under that tag alone.
    if (line.starts_with('#') || line.starts_with('@')) continue;
    while (line.ends_with('/')) line.remove_suffix(1);
    if (base::BaseName(line) != "main") continue;
    if (base::BaseName(base::DirName(line)) != "edge") return;
    edge = true;
  }
  if (edge) distribution = AlpineRelease("edge");
}

std::optional<Distribution> AlpineFromFiles(ReadFile read) {
  std::string version;
  if (const auto text = read("etc/alpine-release")) version = AlpineVersion(*text);
  if (version.empty()) {
    constexpr std::string_view kPrefix = "Alpine Linux ";
    const auto text = read("etc/issue");
    const size_t at = text ? text->find(kPrefix) : std::string::npos;
    if (at == std::string::npos) return std::nullopt;
    const std::string_view rest = std::string_view(*text).substr(at + kPrefix.size());
    version = AlpineVersion(rest.substr(0, rest.find_first_of(" \r\n")));
  }
  if (version.empty()) return std::nullopt;
  return AlpineRelease(version);
}

std::optional<Distribution> DebianFromFiles(ReadFile read) {
  const auto text = read("etc/debian_version");
  // Derivatives keep Debian's file, and say who they are in a file of their own.
  if (!text || read("etc/lsb-release")) return std::nullopt;
  const std::string_view word =
      Trim(std::string_view(*text).substr(0, std::min(text->find('\n'), text->size())));
  const std::string_view number = FirstNumber(word);
  if (!number.empty() && word.starts_with(number)) {
    const std::string major = Major(number);
    return DebianRelease(major, DebianCodeName(major));
  }
  const size_t slash = word.find("/sid");
  if (slash == std::string_view::npos || slash == 0 || !IsPlain(word)) return std::nullopt;
  OsRelease release;
  release.pretty_name = "Debian GNU/Linux " + std::string(word);
  return Debian(release);
}

std::optional<Distribution> UbuntuFromFiles(ReadFile read) {
  const auto text = read("etc/lsb-release");
  if (!text) return std::nullopt;
  std::string id, number, code_name;
  ReadAssignments(*text, [&](std::string_view key, std::string value) {
    if (key == "DISTRIB_ID") id = std::move(value);
    if (key == "DISTRIB_RELEASE") number = std::move(value);
    if (key == "DISTRIB_CODENAME") code_name = std::move(value);
  });
  if (id != "Ubuntu" || number.empty()) return std::nullopt;
  return UbuntuRelease(number, std::move(code_name));
}

}  // namespace claircore::scanners
