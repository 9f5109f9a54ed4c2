#include "indexer/scanners/dpkg/database.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/dpkg/status_file.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

// More than ten times what Debian has in all.
constexpr size_t kMaxPackages = 500'000;

using Pair = std::pair<std::string_view, std::string_view>;

// A status file's packages. As for dpkg itself, the last stanza of a name and architecture is the
// one that counts, also when it says that the package is gone.
class Stanzas {
 public:
  void Put(const DpkgStanza& stanza) {
    const auto [at, added] = index_.try_emplace(Pair{stanza.name, stanza.arch}, stanzas_.size());
    if (added) {
      stanzas_.push_back(stanza);
    } else {
      stanzas_[at->second] = stanza;
    }
  }
  size_t size() const { return stanzas_.size(); }
  const std::vector<DpkgStanza>& all() const { return stanzas_; }

 private:
  internal::HashMap<Pair, size_t> index_;
  std::vector<DpkgStanza> stanzas_;
};

// Sources by {name, version}: two versions of one source stay two sources.
using Sources = internal::HashMap<Pair, std::shared_ptr<const Package>>;

std::shared_ptr<const Package> MakeSource(const DpkgStanza& stanza, Sources& sources) {
  DpkgSource parts = SourceOf(stanza);
  if (!IsToken(parts.name)) parts.name = stanza.name;
  if (!IsToken(parts.version)) parts.version = stanza.version;
  std::shared_ptr<const Package>& source = sources[{parts.name, parts.version}];
  if (source == nullptr) {
    Package made;
    made.name = parts.name;
    made.version = parts.version;
    made.kind = PackageKind::kSource;
    made.type = "deb";
    source = std::make_shared<const Package>(std::move(made));
  }
  return source;
}

Package MakePackage(const DpkgStanza& stanza, const std::string& path, Sources& sources) {
  Package package;
  package.name = stanza.name;
  package.version = stanza.version;
  package.kind = PackageKind::kBinary;
  package.source = MakeSource(stanza, sources);
  package.type = "deb";
  if (IsPlain(stanza.arch)) package.arch = stanza.arch;
  package.package_db = path;
  package.filepath = path;
  return package;
}

}  // namespace

void DpkgNames::Add(std::string_view name, std::string_view arch, size_t number) {
  std::string key(name);
  numbers_.try_emplace(key, number);
  numbers_.try_emplace(key.append(":").append(arch), number);
}

void DpkgNames::AddFile(std::string_view name, size_t number) {
  numbers_.try_emplace(std::string(name), number);
}

const size_t* DpkgNames::Find(std::string_view list) const {
  const auto found = numbers_.find(std::string(list));
  return found == numbers_.end() ? nullptr : &found->second;
}

absl::Status ScanDpkgStatus(const Context& context, LayerView& layer, const FileEntry& file,
                            bool distroless, PackageSink& sink, DpkgNames& names,
                            std::optional<size_t>& first) {
  const absl::StatusOr<std::string_view> text = layer.Contents(file);
  if (!text.ok()) {
    sink.Database(file.path);
    sink.Report(file.path, text.status());
    return context.Check();
  }
  Ticker ticker(context);
  Stanzas stanzas;
  FileProblems problems;
  bool vcpkg = false;
  const auto counts = [&](const DpkgStanza& stanza) {
    return stanza.installed() || (distroless && stanza.status.empty());
  };
  absl::Status status = ReadDpkgStatus(
      *text, [&] { return ticker.Tick(); },
      [&](const DpkgStanza& stanza) {
        vcpkg |= stanza.vcpkg;
        const bool usable = IsToken(stanza.name) && (!counts(stanza) || IsToken(stanza.version));
        if (stanza.broken || !usable) {
          problems.Add("stanza at line " + std::to_string(stanza.line) +
                       (usable ? ": a line is no field" : ": no usable Package or Version"));
        }
        if (usable && stanza.files() == DpkgStanza::Files::kUnknown) {
          problems.Add("stanza at line " + std::to_string(stanza.line) +
                       ": no state of a package that dpkg knows");
        }
        if (usable && stanzas.size() < kMaxPackages) stanzas.Put(stanza);
        return absl::OkStatus();
      });
  if (!status.ok() || vcpkg) return status;
  sink.Database(file.path);
  problems.SendTo(sink, file.path);
  if (stanzas.size() == kMaxPackages) {
    sink.Report(file.path, absl::ResourceExhaustedError("too many packages"));
  }
  Sources sources;
  for (const DpkgStanza& stanza : stanzas.all()) {
    if (status = ticker.Tick(); !status.ok()) return status;
    if (!counts(stanza)) continue;
    const size_t number = sink.Add(MakePackage(stanza, file.path, sources));
    if (!first) first = number;
    names.Add(stanza.name, stanza.arch, number);
  }
  return status;
}

absl::Status ScanDpkgFiles(const Context& context, LayerView& layer, const FileEntry& file,
                           std::string_view root, size_t owner, PackageSink& sink) {
  const absl::StatusOr<std::string_view> text = layer.Contents(file);
  if (!text.ok()) {
    sink.Report(file.path, text.status());
    return context.Check();
  }
  const bool digests = file.path.ends_with(".md5sums");
  Ticker ticker(context);
  OwnedPaths paths(sink, root);
  LineReader lines(*text);
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    if (digests) {
      // "<32 hex digits>  usr/bin/x"
      line.remove_prefix(std::min(line.find(' '), line.size()));
      line = Trim(line);
    }
    paths.Add(owner, line);
  }
  return absl::OkStatus();
}

}  // namespace claircore::scanners
