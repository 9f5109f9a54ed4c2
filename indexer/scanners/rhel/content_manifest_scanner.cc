#include "indexer/scanners/rhel/content_manifest_scanner.h"

#include <cstddef>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "indexer/scanners/rhel/content_manifest.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr size_t kMaxIds = 1'000;  // of a layer; real ones have some dozens

// What is there to be a manifest. Other JSON files of buildinfo/ may be one.
bool MustBeManifest(std::string_view path) {
  return base::BaseName(base::DirName(path)) == "content_manifests" ||
         base::BaseName(path) == "content-sets.json";
}

class ContentManifestScanner final : public RepositoryScanner {
 public:
  ScannerId id() const override { return {"claircore.rhel.content-manifest", "1"}; }

  void Want(FileWants& wants) const override {
    for (std::string_view folder : {"root/buildinfo/", "usr/share/buildinfo/"}) {
      wants.Glob(std::string(folder) + "content_manifests/*.json", Keep::kContents);
      wants.Glob(std::string(folder) + "*.json", Keep::kContents);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, RepositorySink& sink) const override {
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      if (base::BaseName(file.path) != "labels.json") files.push_back(file);
      return true;
    });
    if (files.empty()) return context.Check();
    std::set<std::string> ids;
    ContentManifestReader reader;
    for (const FileEntry& file : files) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      const absl::StatusOr<std::string_view> text = layer.Contents(file);
      if (!text.ok()) {
        sink.Report(file.path, text.status());
        continue;
      }
      auto manifest = reader.Read(*text);
      if (manifest.ok() && manifest->has_value()) {
        for (std::string& id : (*manifest)->content_sets) ids.insert(std::move(id));
        if (ids.size() > kMaxIds) {
          sink.Report(file.path, absl::ResourceExhaustedError(
                                     "more than 1,000 content sets in one layer; none is used"));
          return context.Check();
        }
      } else if (MustBeManifest(file.path)) {
        sink.Report(file.path,
                    manifest.ok() ? absl::DataLossError("no content sets") : manifest.status());
      }
    }
    for (const std::string& id : ids) sink.Add(MakeRepositoryId(id));
    return context.Check();
  }
};

}  // namespace

Repository MakeRepositoryId(std::string_view id) {
  Repository repository;
  repository.name = id;
  repository.key = kRepositoryIdKey;
  repository.uri = "repoid=" + repository.name;
  return repository;
}

std::shared_ptr<const RepositoryScanner> NewContentManifestScanner() {
  return std::make_shared<const ContentManifestScanner>();
}

}  // namespace claircore::scanners
