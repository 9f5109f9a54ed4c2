#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/conan/conan2_scanner.h"

// Any bytes as a cache's database: no crash, no failure, and packages with a name and a version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewConan2Scanner());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto layer =
      claircore::testing::FakeLayer().File("root/.conan2/p/cache.sqlite3", bytes).For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
  }
  return 0;
}
