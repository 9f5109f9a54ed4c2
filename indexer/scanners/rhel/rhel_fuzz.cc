#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"

namespace {

using claircore::Context;
using claircore::testing::FakeLayer;

// One container is three packages, or none.
void Packages(const FakeLayer& layer, const claircore::PackageScanner& scanner, size_t unit) {
  claircore::testing::FakePackageSink sink;
  if (!scanner.Scan(Context::Background(), *layer.For(scanner), sink).ok()) std::abort();
  if (sink.packages.size() % unit != 0) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty() || package.filepath.empty()) std::abort();
  }
}

void Repositories(const FakeLayer& layer, const claircore::RepositoryScanner& scanner) {
  claircore::testing::FakeRepositorySink sink;
  if (!scanner.Scan(Context::Background(), *layer.For(scanner), sink).ok()) std::abort();
  for (const claircore::Repository& repository : sink.repositories) {
    if (repository.name.empty() || repository.key.empty()) std::abort();
  }
}

}  // namespace

// The same bytes as a Dockerfile, as labels, as a content manifest, and as dnf's history.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& rhcc = *new auto(claircore::scanners::NewRhccScanner());
  static const auto& repositories = *new auto(claircore::scanners::NewRhccRepositoryScanner());
  static const auto& manifests = *new auto(claircore::scanners::NewContentManifestScanner());
  static const auto& dnf = *new auto(claircore::scanners::NewDnfScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const FakeLayer layer = FakeLayer()
                              .File("root/buildinfo/Dockerfile-a-1-1", text)
                              .File("root/buildinfo/labels.json", text)
                              .File("root/buildinfo/content-sets.json", text)
                              .File("var/lib/dnf/history.sqlite", text);
  Packages(layer, *rhcc, 3);
  Packages(layer, *dnf, 1);
  Repositories(layer, *repositories);
  Repositories(layer, *manifests);
  return 0;
}
