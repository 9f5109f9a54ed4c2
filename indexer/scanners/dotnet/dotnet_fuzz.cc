#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"

// The first byte says which of the three formats the rest is. Packages have a name and a version,
// an assembly is at most one, and only a file that is there is named.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  static const auto& scanner = *new auto(claircore::scanners::NewDotnetScanner());
  const bool json = data[0] == '{';
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const bool program = data[0] == 0x7f;
  const std::string_view path = json ? "app/App.deps.json" : program ? "app/App" : "app/App.dll";
  const auto layer = claircore::testing::FakeLayer().File(path, bytes).For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (!json && !program && sink.packages.size() + sink.problems.size() > 1) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty() || package.filepath != path) std::abort();
  }
  return 0;
}
