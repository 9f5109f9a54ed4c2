#include "indexer/scanners/sbom/sbom_scanner.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/sbom/documents.h"
#include "indexer/scanners/sbom/purl_package.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

// Trees of the distribution's packages, and Bitnami's, which has a scanner of its own.
constexpr std::array<std::string_view, 7> kManagedTrees = {
    "opt/bitnami/", "root/buildinfo/", "usr/lib/", "usr/lib64/",
    "usr/libexec/", "usr/share/",      "var/lib/"};
// Folders of installed packages: what lies in them came with a package. META-INF and _manifest
// hold the SBOMs of builds, which list what was built with. Homebrew's, one in each keg of a
// Cellar, list what the keg depended on at the time, without revisions.
constexpr std::array<std::string_view, 9> kManagedFolders = {
    "node_modules", "site-packages", "dist-packages", "gems",  "META-INF",
    "_manifest",    "conda-meta",    ".nuget",        "Cellar"};

// Sources that Go and Cargo have fetched. Those of tools that read SBOMs have many, for their
// tests.
constexpr std::array<std::string_view, 2> kManagedPlaces = {"/pkg/mod/", "/registry/src/"};

// PEP 770: NAME.dist-info/sboms/FILE.
bool IsOfWheel(std::string_view path) {
  const size_t at = path.find(".dist-info/sboms/");
  return at != std::string_view::npos && at != 0 && path[at - 1] != '/';
}

bool IsManaged(std::string_view path) {
  for (std::string_view tree : kManagedTrees) {
    if (path.starts_with(tree)) return true;
  }
  for (std::string_view place : kManagedPlaces) {
    if (path.find(place) != std::string_view::npos) return true;
  }
  for (path = base::DirName(path); !path.empty(); path = base::DirName(path)) {
    const auto* const end = kManagedFolders.end();
    if (std::find(kManagedFolders.begin(), end, base::BaseName(path)) != end) return true;
  }
  return false;
}

class SbomScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.sbom", "3"}; }

  void Want(FileWants& wants) const override {
    for (std::string_view suffix : {".spdx", ".cdx", "bom.json", "bom.xml", "bom.txt"}) {
      wants.Suffix(suffix, Keep::kContents);
    }
    // Docker's hardened images have "opt/docker/sbom/dhi-NAME/.spdx.dhi-NAME.json".
    for (std::string_view glob : {"**/*.spdx.*", "**/*.cdx.*", "**/*.cyclonedx.*"}) {
      wants.Glob(glob, Keep::kContents);
    }
    wants.Glob("**/*.dist-info/sboms/**", Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      if (IsOfWheel(file.path) || !IsManaged(file.path)) files.push_back(file);
      return true;
    });
    JsonReader reader;
    Ticker ticker(context);
    for (const FileEntry& file : files) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const bool of_wheel = IsOfWheel(file.path);
      const auto take = [&](const Package& package) {
        return !IsImageType(package.type) && (of_wheel || !IsSystemType(package.type));
      };
      CLAIRCORE_RETURN_IF_ERROR(ScanDocument(layer, file, "sbom:", take, reader, ticker, sink));
    }
    return context.Check();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewSbomScanner() {
  return std::make_shared<const SbomScanner>();
}

}  // namespace claircore::scanners
