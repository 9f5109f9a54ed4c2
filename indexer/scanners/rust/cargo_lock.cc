#include "indexer/scanners/rust/cargo_lock.h"

#include <array>
#include <string>
#include <utility>

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/toml_string.h"

namespace claircore::scanners {
namespace {

// Where crates lie as sources, many with the Cargo.lock of their own tests.
constexpr std::array<std::string_view, 6> kSources = {
    "/registry/src/", "/git/checkouts/", "/vendor/", "/share/cargo/", "/node_modules/", "/target/"};

bool IsOfSource(std::string_view path) {
  std::string rooted("/");
  rooted += path;
  for (std::string_view place : kSources) {
    if (rooted.find(place) != rooted.npos) return true;
  }
  return false;
}

std::string_view KindOf(std::string_view source) {
  if (source.empty()) return "local";
  if (source.starts_with("git+")) return "git";
  if (source == "registry+https://github.com/rust-lang/crates.io-index" ||
      source == "sparse+https://index.crates.io/") {
    return "crates.io";
  }
  return "registry";
}

}  // namespace

absl::Status ReadCargoLock(std::string_view path, std::string_view text,
                           std::vector<ManifestPackage>& found) {
  if (IsOfSource(path)) return absl::OkStatus();
  ManifestPackage crate;
  std::string_view source;
  bool open = false;
  const auto finish = [&] {
    if (std::exchange(open, false)) {
      crate.repository_hint = "source=" + std::string(KindOf(source));
      found.push_back(std::move(crate));
    }
    crate = {};
    source = {};
  };
  LineReader lines(text);
  std::string_view line;
  while (lines.Next(line)) {
    line = Trim(line);
    if (line.starts_with('[')) {
      finish();
      open = line == "[[package]]";
      continue;
    }
    const size_t equals = line.find('=');
    if (!open || equals == std::string_view::npos) continue;
    const std::string_view key = Trim(line.substr(0, equals));
    const std::string_view value = TomlString(line.substr(equals + 1));
    if (key == "name") crate.name = value;
    if (key == "version") crate.version = value;
    if (key == "source") source = value;
  }
  finish();
  return absl::OkStatus();
}

}  // namespace claircore::scanners
