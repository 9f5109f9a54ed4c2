#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/kernel/kernel_scanner.h"

// One file under names of a kernel and of a module: packages with a name, and a problem or so.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewKernelScanner());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto layer = claircore::testing::FakeLayer()
                         .File("boot/vmlinux-1", bytes)
                         .File("lib/modules/1/a.ko", bytes)
                         .For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (sink.packages.size() + sink.problems.size() > 2) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
  }
  return 0;
}
