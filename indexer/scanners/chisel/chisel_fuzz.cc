#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/chisel/chisel_scanner.h"
#include "indexer/scanners/chisel/pack.h"

// The bytes are a manifest, and what is inside one. No crash, no failure, and packages with a name
// and a version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewChiselScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer =
      claircore::testing::FakeLayer()
          .File("var/lib/chisel/manifest.wall", text)
          .File("srv/var/lib/chisel/manifest.wall", claircore::scanners::PackManifest(text))
          .For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
  }
  for (const auto& owned : sink.owned) {
    if (owned.owner >= sink.packages.size()) std::abort();
  }
  return 0;
}
