#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/sbom/sbom_scanner.h"

// One document for both scanners: all packages have a name, a version and a type.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanners = *new std::vector{claircore::scanners::NewSbomScanner(),
                                                 claircore::scanners::NewBitnamiScanner()};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  claircore::testing::FakeLayer files;
  files.File("app/a.spdx.json", text)
      .File("opt/bitnami/a/.spdx-a.spdx", text)
      .File("opt/bitnami/.bitnami_components.json", text);
  for (const auto& scanner : scanners) {
    claircore::testing::FakePackageSink sink;
    const auto layer = files.For(*scanner);
    if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
    for (const claircore::Package& package : sink.packages) {
      if (package.name.empty() || package.version.empty() || package.type.empty()) std::abort();
    }
  }
  return 0;
}
