#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/python/python_scanner.h"

namespace {

// The packages have a name and a version.
claircore::testing::FakePackageSink Scan(const claircore::testing::FakeLayer& files) {
  static const auto& scanner = *new auto(claircore::scanners::NewPythonScanner());
  const auto layer = files.For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty()) std::abort();
  }
  return sink;
}

}  // namespace

// One file as metadata (one package or one problem), as a zipped egg (at most one), and as the
// origin of an installed project (which it cannot make go away).
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  using claircore::testing::FakeLayer;
  const auto metadata = Scan(FakeLayer().File("p/a.dist-info/METADATA", text));
  if (metadata.packages.size() + metadata.problems.size() != 1) std::abort();
  const auto egg = Scan(FakeLayer().File("p/a.egg", text));
  if (egg.packages.size() + egg.problems.size() > 1) std::abort();
  const auto editable = Scan(FakeLayer()
                                 .File("p/a.dist-info/METADATA", "Name: a\nVersion: 1\n")
                                 .File("p/a.dist-info/direct_url.json", text));
  if (editable.packages.size() != 1) std::abort();
  return 0;
}
