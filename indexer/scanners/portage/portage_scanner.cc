#include "indexer/scanners/portage/portage_scanner.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "indexer/scanners/portage/portage_database.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kPlace = "var/db/pkg";
constexpr std::string_view kFiles[] = {"CONTENTS", "PF", "SLOT", "repository", "CHOST"};
// Of the files that hold one word.
constexpr size_t kMaxWordBytes = 1024;

// What the layer holds of one package's folder, by base name.
using Folder = std::map<std::string, FileEntry, std::less<>>;

const FileEntry* Find(const Folder& folder, std::string_view name) {
  const auto at = folder.find(name);
  return at == folder.end() ? nullptr : &at->second;
}

// The one word of a small file; empty if it has none that a report may show.
std::string ReadWord(LayerView& layer, const FileEntry* file, ProblemSink& sink) {
  if (file == nullptr) return {};
  const absl::StatusOr<std::string_view> text = layer.Contents(*file);
  if (!text.ok()) {
    sink.Report(file->path, text.status());
    return {};
  }
  std::string_view line = text->substr(0, kMaxWordBytes);
  line = Trim(line.substr(0, line.find('\n')));
  return IsPlain(line) ? std::string(line) : std::string();
}

void AppendHint(std::string_view key, const std::string& value, std::string& hint) {
  if (value.empty()) return;
  if (!hint.empty()) hint.push_back('&');
  hint.append(key).append("=").append(value);
}

class PortageScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.portage", "1"}; }

  void Want(FileWants& wants) const override {
    // The usual place by itself, so that links on the way to it are followed.
    for (const std::string_view before : {"", "**/"}) {
      const std::string folder = std::string(before).append(kPlace) + "/*/*/";
      for (std::string_view name : kFiles) {
        wants.Glob(folder + std::string(name), Keep::kContents);
      }
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    std::map<std::string, Folder> folders;
    layer.ForEach([&](const FileEntry& file) {
      folders[std::string(base::DirName(file.path))][std::string(base::BaseName(file.path))] = file;
      return true;
    });
    for (const auto& [path, folder] : folders) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      // While portage works, a package's new folder is called "-MERGING-NAME-VERSION".
      if (base::BaseName(path).starts_with('-')) continue;
      if (absl::Status status = ScanFolder(context, layer, path, folder, sink); !status.ok()) {
        return status;
      }
    }
    return context.Check();
  }

 private:
  static absl::Status ScanFolder(const Context& context, LayerView& layer, std::string_view path,
                                 const Folder& folder, PackageSink& sink) {
    const FileEntry* contents = Find(folder, "CONTENTS");
    const FileEntry* proof = contents != nullptr ? contents : Find(folder, "PF");
    if (proof == nullptr) return absl::OkStatus();
    sink.Database(proof->path);
    const std::string_view category = base::BaseName(base::DirName(path));
    PortageName parts;
    if (!SplitPortageName(base::BaseName(path), parts) || !IsPortageCategory(category) ||
        category.size() + base::BaseName(path).size() > kMaxFieldBytes) {
      sink.Report(proof->path,
                  absl::DataLossError("its folder is not named CATEGORY/NAME-VERSION"));
      return absl::OkStatus();
    }
    Package package;
    package.name = std::string(category).append("/").append(parts.name);
    package.version = parts.version;
    package.kind = PackageKind::kBinary;
    package.type = "ebuild";
    // "x86_64-pc-linux-gnu"
    const std::string host = ReadWord(layer, Find(folder, "CHOST"), sink);
    package.arch = host.substr(0, host.find('-'));
    AppendHint("repo", ReadWord(layer, Find(folder, "repository"), sink), package.repository_hint);
    AppendHint("slot", ReadWord(layer, Find(folder, "SLOT"), sink), package.repository_hint);
    package.package_db = proof->path;
    package.filepath = proof->path;
    const size_t owner = sink.Add(std::move(package));
    if (contents == nullptr) return absl::OkStatus();
    return ScanContents(context, layer, *contents, base::DirName(base::DirName(path)), owner, sink);
  }

  static absl::Status ScanContents(const Context& context, LayerView& layer, const FileEntry& file,
                                   std::string_view database, size_t owner, PackageSink& sink) {
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return absl::OkStatus();
    }
    std::string_view root;
    RootBefore(database, kPlace, root);
    Ticker ticker(context);
    OwnedPaths paths(sink, root);
    LineReader lines(*text);
    for (std::string_view line; lines.Next(line);) {
      if (absl::Status status = ticker.Tick(); !status.ok()) return status;
      paths.Add(owner, PortageContentsPath(line));
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewPortageScanner() {
  return std::make_shared<const PortageScanner>();
}

}  // namespace claircore::scanners
