#include "indexer/scanners/manifest/manifest_scanner.h"

#include <utility>

#include "absl/status/statusor.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

class ManifestScanner final : public PackageScanner {
 public:
  explicit ManifestScanner(ManifestFormat format) : format_(std::move(format)) {}

  ScannerId id() const override { return format_.id; }

  void Want(FileWants& wants) const override {
    for (const std::string& glob : format_.globs) wants.Glob(glob, format_.keep);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      files.push_back(file);
      return true;
    });
    Ticker ticker(context);
    std::vector<ManifestPackage> found;
    for (const FileEntry& file : files) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      found.clear();
      if (absl::Status status = ReadFile(layer, file, found); !status.ok()) {
        sink.Report(file.path, status);
        continue;
      }
      if (absl::Status status = Add(file.path, found, ticker, sink); !status.ok()) return status;
    }
    return context.Check();
  }

 private:
  absl::Status ReadFile(LayerView& layer, const FileEntry& file,
                        std::vector<ManifestPackage>& found) const {
    if (format_.keep == Keep::kEntry) return format_.read(file.path, "", found);
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) return text.status();
    if (text->size() > format_.max_bytes) {
      return absl::ResourceExhaustedError("larger than " + std::to_string(format_.max_bytes >> 20) +
                                          " MiB");
    }
    return format_.read(file.path, *text, found);
  }

  absl::Status Add(const std::string& path, std::vector<ManifestPackage>& found, Ticker& ticker,
                   PackageSink& sink) const {
    if (format_.is_database) sink.Database(path);
    FileProblems problems;
    for (ManifestPackage& from : found) {
      if (absl::Status status = ticker.Tick(); !status.ok()) return status;
      if (!IsToken(from.name) || !IsToken(from.version) || !IsPlain(from.arch) ||
          !IsPlain(from.repository_hint)) {
        problems.Add("no usable name or version");
        continue;
      }
      Package package;
      package.name = std::move(from.name);
      package.version = std::move(from.version);
      package.kind = PackageKind::kBinary;
      package.type = from.type.empty() ? format_.type : std::move(from.type);
      package.arch = std::move(from.arch);
      package.package_db = format_.database + ":" + path;
      package.filepath = path;
      package.repository_hint = std::move(from.repository_hint);
      sink.Add(std::move(package));
    }
    problems.SendTo(sink, path);
    return absl::OkStatus();
  }

  const ManifestFormat format_;
};

}  // namespace

std::shared_ptr<const PackageScanner> NewManifestScanner(ManifestFormat format) {
  return std::make_shared<const ManifestScanner>(std::move(format));
}

}  // namespace claircore::scanners
