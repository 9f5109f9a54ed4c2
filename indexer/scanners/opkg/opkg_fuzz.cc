#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/opkg/opkg_scanner.h"

// The bytes stand in all places at once, in one folder with a status file and in one without. No
// crash, no failure, and packages with a name and a version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewOpkgScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer = claircore::testing::FakeLayer()
                         .File("usr/lib/opkg/status", text)
                         .File("usr/lib/opkg/info/a.control", text)
                         .File("usr/lib/opkg/info/a.list", text)
                         .File("opt/lib/opkg/info/a.control", text)
                         .File("var/lib/opkg/status.d/a", text)
                         .For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
    if (package.source && package.source->name.empty()) std::abort();
  }
  return 0;
}
