#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"

// The bytes stand in all places at once: as a status file, as one of status.d, and as a file list.
// No crash, no failure, and packages with a name and a version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewDpkgScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer = claircore::testing::FakeLayer()
                         .File("var/lib/dpkg/status", text)
                         .File("var/lib/dpkg/status.d/a", text)
                         .File("var/lib/dpkg/status.d/a.md5sums", text)
                         .File("var/lib/dpkg/info/a.list", text)
                         .For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty() || !package.source) std::abort();
  }
  return 0;
}
