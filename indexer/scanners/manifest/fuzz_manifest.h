#ifndef CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/package_scanner.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

// For fuzz targets: scans a layer whose only file is `path`, with the given bytes. The scan must
// be OK, and each package complete and of that file.
inline void FuzzManifest(const PackageScanner& scanner, std::string_view path, const uint8_t* data,
                         size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer = testing::FakeLayer().File(path, text).For(scanner);
  testing::FakePackageSink sink;
  if (!scanner.Scan(Context::Background(), *layer, sink).ok()) std::abort();
  for (const Package& package : sink.packages) {
    if (!IsToken(package.name) || !IsToken(package.version)) std::abort();
    if (package.type.empty() || package.filepath != path) std::abort();
  }
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_
