#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/pacman/pacman_scanner.h"

// The bytes are both files of a package. No crash, no failure, and packages with a name and a
// version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewPacmanScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer = claircore::testing::FakeLayer()
                         .File("var/lib/pacman/local/a-b-1-2/desc", text)
                         .File("var/lib/pacman/local/a-b-1-2/files", text)
                         .For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (sink.packages.size() != 1) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty() || !package.source) std::abort();
  }
  return 0;
}
