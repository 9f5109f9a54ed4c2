#include "indexer/scanners/opkg/opkg_database.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

// Ten times what OpenWrt has in all.
constexpr size_t kMaxPackages = 100'000;

}  // namespace

std::string_view OpkgSourceName(const DpkgStanza& stanza) {
  if (IsToken(stanza.recipe)) return stanza.recipe;
  const std::string_view source = stanza.source;
  if (!IsToken(source) || source.find(' ') != std::string_view::npos ||
      source.find("://") != std::string_view::npos) {
    return {};
  }
  return base::BaseName(source);
}

absl::Status OpkgReader::Read(const FileEntry& file,
                              absl::FunctionRef<void(const DpkgStanza&)> stanza) {
  const absl::StatusOr<std::string_view> text = layer_.Contents(file);
  if (!text.ok()) {
    sink_.Report(file.path, text.status());
    return context_.Check();
  }
  Ticker ticker(context_);
  FileProblems problems;
  absl::Status status = ReadDpkgStatus(
      *text, [&] { return ticker.Tick(); },
      [&](const DpkgStanza& s) {
        const bool usable = IsToken(s.name) && IsToken(s.version);
        if (s.broken || !usable) {
          problems.Add("stanza at line " + std::to_string(s.line) +
                       (usable ? ": a line is no field" : ": no usable Package or Version"));
        }
        if (usable) stanza(s);
        return absl::OkStatus();
      });
  problems.SendTo(sink_, file.path);
  return status;
}

absl::Status OpkgReader::ReadSources(const FileEntry& file) {
  return Read(file, [&](const DpkgStanza& stanza) {
    const std::string_view source = OpkgSourceName(stanza);
    if (!source.empty() && sources_.size() < kMaxPackages) {
      sources_[std::string(stanza.name)] = source;
    }
  });
}

Package OpkgReader::MakePackage(const DpkgStanza& stanza, const std::string& path) const {
  Package package;
  package.name = stanza.name;
  package.version = stanza.version;
  package.kind = PackageKind::kBinary;
  package.type = "opkg";
  if (IsPlain(stanza.arch)) package.arch = stanza.arch;
  package.package_db = path;
  package.filepath = path;
  std::string source(OpkgSourceName(stanza));
  if (const auto known = sources_.find(package.name); source.empty() && known != sources_.end()) {
    source = known->second;
  }
  if (source.empty()) return package;
  Package made;
  made.name = std::move(source);
  made.version = stanza.version;  // all packages of a recipe have its version
  made.kind = PackageKind::kSource;
  made.type = "opkg";
  package.source = std::make_shared<const Package>(std::move(made));
  return package;
}

absl::Status OpkgReader::ReadPackages(const FileEntry& file, bool always) {
  sink_.Database(file.path);
  // As for opkg itself, the last stanza of a name is the one that counts.
  std::vector<std::pair<Package, bool>> packages;
  internal::HashMap<std::string, size_t> index;
  bool full = false;
  absl::Status status = Read(file, [&](const DpkgStanza& stanza) {
    const bool counts = stanza.installed() || (always && stanza.status.empty());
    const auto [at, added] = index.try_emplace(std::string(stanza.name), packages.size());
    if (!added) {
      packages[at->second] = {MakePackage(stanza, file.path), counts};
    } else if (packages.size() < kMaxPackages) {
      packages.emplace_back(MakePackage(stanza, file.path), counts);
    } else {
      index.erase(at);
      full = true;
    }
  });
  if (!status.ok()) return status;
  if (full) sink_.Report(file.path, absl::ResourceExhaustedError("too many packages"));
  Ticker ticker(context_);
  for (auto& [package, counts] : packages) {
    if (status = ticker.Tick(); !status.ok()) return status;
    if (!counts) continue;
    std::string name = package.name;
    numbers_[std::move(name)] = sink_.Add(std::move(package));
  }
  return status;
}

absl::Status OpkgReader::ReadList(const FileEntry& file, std::string_view package,
                                  std::string_view root) {
  const auto owner = numbers_.find(std::string(package));
  if (owner == numbers_.end()) return absl::OkStatus();  // of a package that was removed
  const absl::StatusOr<std::string_view> text = layer_.Contents(file);
  if (!text.ok()) {
    sink_.Report(file.path, text.status());
    return context_.Check();
  }
  Ticker ticker(context_);
  OwnedPaths paths(sink_, root);
  LineReader lines(*text);
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    paths.Add(owner->second, line.substr(0, line.find('\t')));
  }
  return absl::OkStatus();
}

}  // namespace claircore::scanners
