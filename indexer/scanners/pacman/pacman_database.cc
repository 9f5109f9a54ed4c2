#include "indexer/scanners/pacman/pacman_database.h"

#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

bool IsKey(std::string_view line) {
  return line.size() > 2 && line.front() == '%' && line.back() == '%';
}

// Calls `value` for each line below a key.
absl::Status ReadSections(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                          absl::FunctionRef<void(std::string_view, std::string_view)> value) {
  std::string_view key;
  LineReader lines(text);
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = tick(); !status.ok()) return status;
    if (line.empty()) {
      key = {};
    } else if (key.empty()) {
      if (IsKey(line)) key = line.substr(1, line.size() - 2);
    } else {
      value(key, line);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadAlpmDesc(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                          AlpmPackage& package) {
  return ReadSections(text, tick, [&](std::string_view key, std::string_view line) {
    std::string_view* field = key == "NAME"      ? &package.name
                              : key == "VERSION" ? &package.version
                              : key == "BASE"    ? &package.base
                              : key == "ARCH"    ? &package.arch
                                                 : nullptr;
    if (field != nullptr) *field = line;
  });
}

absl::Status ReadAlpmFiles(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                           absl::FunctionRef<void(std::string_view path)> file) {
  return ReadSections(text, tick, [&](std::string_view key, std::string_view line) {
    if (key == "FILES" && !line.ends_with('/')) file(line);
  });
}

bool SplitAlpmFolder(std::string_view folder, AlpmPackage& package) {
  const size_t release = folder.rfind('-');
  if (release == std::string_view::npos || release == 0) return false;
  const size_t version = folder.rfind('-', release - 1);
  if (version == std::string_view::npos || version == 0) return false;
  package.name = folder.substr(0, version);
  package.version = folder.substr(version + 1);
  return version + 1 < release && release + 1 < folder.size();
}

}  // namespace claircore::scanners
