#include "indexer/scanners/chisel/chisel_scanner.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/chisel/manifest.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kManifest = "var/lib/chisel/manifest.wall";
// More than Ubuntu has in all.
constexpr size_t kMaxPackages = 100'000;

Package MakePackage(const ChiselEntry& entry, const std::string& path) {
  Package package;
  package.name = entry.name;
  package.version = entry.version;
  package.kind = PackageKind::kBinary;
  package.type = "deb";
  if (IsPlain(entry.arch)) package.arch = entry.arch;
  package.package_db = path;
  package.filepath = path;
  return package;
}

class ChiselScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.chisel", "1"}; }

  void Want(FileWants& wants) const override {
    // The usual place by itself, so that links on the way to it are followed.
    wants.Path(kManifest, Keep::kContents);
    wants.Glob("**/lib/chisel/manifest.wall", Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      files.push_back(file);
      return true;
    });
    for (const FileEntry& file : files) {
      ScanManifest(context, layer, file, sink);
      if (absl::Status status = context.Check(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

 private:
  // What ends it early is a problem of the file, or the end of the context.
  static void ScanManifest(const Context& context, LayerView& layer, const FileEntry& file,
                           PackageSink& sink) {
    sink.Database(file.path);
    const absl::StatusOr<std::string_view> packed = layer.Contents(file);
    if (!packed.ok()) return sink.Report(file.path, packed.status());
    FileProblems problems;
    ChiselLines lines;
    internal::HashMap<std::string, size_t> numbers;
    bool full = false;
    const auto add = [&](const ChiselEntry& entry) {
      if (!entry.is_package) return;
      if (!IsToken(entry.name) || !IsToken(entry.version)) {
        problems.Add("a package has no usable name or version");
      } else if (numbers.size() == kMaxPackages) {
        full = true;
      } else if (const auto [at, added] = numbers.try_emplace(std::string(entry.name)); added) {
        at->second = sink.Add(MakePackage(entry, file.path));
      }
    };
    const absl::Status status = ReadChiselManifest(context, *packed, add, lines);
    if (context.done()) return;
    if (!status.ok()) sink.Report(file.path, status);
    if (full) sink.Report(file.path, absl::ResourceExhaustedError("too many packages"));
    if (lines.broken > 0) {
      problems.Add("line " + std::to_string(lines.first_broken) + ": no JSON object" +
                   (lines.broken > 1 ? ", nor are others" : ""));
    }
    problems.SendTo(sink, file.path);
    if (!numbers.empty()) ReadPaths(context, *packed, numbers, file.path, sink);
  }

  // The manifest once more, as it tells paths before packages and may be long.
  static void ReadPaths(const Context& context, std::string_view packed,
                        const internal::HashMap<std::string, size_t>& numbers,
                        std::string_view manifest, PackageSink& sink) {
    std::string_view root;
    RootBefore(manifest, kManifest, root);
    OwnedPaths paths(sink, root);
    ChiselLines lines;
    const auto own = [&](const ChiselEntry& entry) {
      if (entry.is_package || entry.path.ends_with('/')) return;
      const auto owner = numbers.find(std::string(entry.name));
      if (owner != numbers.end()) paths.Add(owner->second, entry.path);
    };
    // Its failure was reported the first time.
    ReadChiselManifest(context, packed, own, lines).IgnoreError();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewChiselScanner() {
  return std::make_shared<const ChiselScanner>();
}

}  // namespace claircore::scanners
