#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/conda/conda_scanner.h"

// One file: at most one package or problem, and packages with a name and a version.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewCondaScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto layer =
      claircore::testing::FakeLayer().File("e/conda-meta/a.json", text).For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (sink.packages.size() + sink.problems.size() > 1) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
  }
  return 0;
}
