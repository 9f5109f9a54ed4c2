#include "indexer/scanners/rhel/rhcc_scanner.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/cpe.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/rhel/container_labels.h"
#include "indexer/scanners/rhel/dockerfile.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

// The first that a layer has counts.
constexpr std::string_view kLabels[] = {"root/buildinfo/labels.json",
                                        "usr/share/buildinfo/labels.json"};
constexpr std::string_view kDockerfiles = "root/buildinfo/Dockerfile-*";

void WantAll(FileWants& wants) {
  for (std::string_view path : kLabels) wants.Path(path, Keep::kContents);
  wants.Glob(kDockerfiles, Keep::kContents);
}

const FileEntry* FindLabels(const LayerView& layer) {
  for (std::string_view path : kLabels) {
    if (const FileEntry* file = layer.Find(path); file != nullptr) return file;
  }
  return nullptr;
}

std::vector<FileEntry> Dockerfiles(const LayerView& layer) {
  std::vector<FileEntry> files;
  layer.ForEach([&](const FileEntry& file) {
    if (!VersionOfDockerfile(base::BaseName(file.path)).empty()) files.push_back(file);
    return true;
  });
  return files;
}

absl::StatusOr<ContainerLabels> ReadLabels(LayerView& layer, const FileEntry& file) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view text, layer.Contents(file));
  return ReadLabelsJson(text);
}

std::string LabelOr(const DockerfileLabels& read, const std::string& name) {
  const auto found = read.labels.find(name);
  return found == read.labels.end() || !IsPlain(found->second) ? "" : found->second;
}

// A container that lacks one of these is none of the catalog's.
void AddPackages(const ContainerLabels& labels, const std::string& path, PackageSink& sink) {
  if (labels.name.empty() || labels.component.empty() || labels.arch.empty()) return;
  if (!IsContainerTag(labels.version)) return;
  Package package;
  package.name = labels.component;
  package.version = labels.version;
  package.kind = PackageKind::kSource;
  package.type = "oci";
  package.arch = labels.arch;
  package.normalized_version = MinorOfTag(labels.version);
  package.package_db = path;
  package.filepath = path;
  package.repository_hint = "rhcc";
  const auto source = std::make_shared<const Package>(package);
  sink.Add(package);
  package.name = labels.name;
  package.source = source;
  for (PackageKind kind : {PackageKind::kBinary, PackageKind::kAncestry}) {
    package.kind = kind;
    sink.Add(package);
  }
}

class RhccScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.rhcc", "1"}; }
  void Want(FileWants& wants) const override { WantAll(wants); }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (const FileEntry* file = FindLabels(layer); file != nullptr) {
      const std::string path = file->path;
      const absl::StatusOr<ContainerLabels> labels = ReadLabels(layer, *file);
      if (labels.ok()) {
        AddPackages(*labels, path, sink);
      } else {
        sink.Report(path, labels.status());
      }
    }
    for (const FileEntry& file : Dockerfiles(layer)) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const absl::StatusOr<std::string_view> text = layer.Contents(file);
      if (!text.ok()) {
        sink.Report(file.path, text.status());
        continue;
      }
      const absl::StatusOr<DockerfileLabels> read = ReadDockerfileLabels(context, *text);
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!read.ok()) {
        sink.Report(file.path, read.status());
        continue;
      }
      for (const std::string& problem : read->problems) {
        sink.Report(file.path, absl::DataLossError(problem));
      }
      ContainerLabels labels;
      labels.name = LabelOr(*read, "name");
      labels.component = LabelOr(*read, "com.redhat.component");
      labels.arch = LabelOr(*read, "architecture");
      labels.version = VersionOfDockerfile(base::BaseName(file.path));
      AddPackages(labels, file.path, sink);
    }
    return context.Check();
  }
};

class RhccRepositoryScanner final : public RepositoryScanner {
 public:
  ScannerId id() const override { return {"claircore.rhcc.repository", "1"}; }
  void Want(FileWants& wants) const override { WantAll(wants); }

  absl::Status Scan(const Context& context, LayerView& layer, RepositorySink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    Repository repository;
    repository.key = kContainerRepositoryKey;
    if (const FileEntry* file = FindLabels(layer); file != nullptr) {
      const std::string path = file->path;
      const absl::StatusOr<ContainerLabels> labels = ReadLabels(layer, *file);
      if (!labels.ok()) {
        sink.Report(path, labels.status());
      } else if (!labels->cpe.empty()) {
        const absl::StatusOr<Cpe> cpe = Cpe::Parse(labels->cpe);
        if (cpe.ok()) {
          repository.name = repository.cpe = cpe->ToString();
          sink.Add(repository);
        } else {
          sink.Report(path, absl::DataLossError("the label cpe is no CPE"));
        }
      }
    }
    if (!Dockerfiles(layer).empty()) {
      repository.name = "Red Hat Container Catalog";
      repository.uri = "https://catalog.redhat.com/software/containers/explore";
      repository.cpe.clear();
      sink.Add(repository);
    }
    return context.Check();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewRhccScanner() {
  return std::make_shared<const RhccScanner>();
}

std::shared_ptr<const RepositoryScanner> NewRhccRepositoryScanner() {
  return std::make_shared<const RhccRepositoryScanner>();
}

}  // namespace claircore::scanners
