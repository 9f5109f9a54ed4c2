#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/java/java_scanner.h"

// One file, as an archive or as a runtime's release file: it never fails the scan, and packages
// have a name, a version and the file.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& java = *new auto(claircore::scanners::NewJavaScanner());
  static const auto& jvm = *new auto(claircore::scanners::NewJvmScanner());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto layer =
      claircore::testing::FakeLayer().File("app/a-1.0.jar", bytes).File("jdk/release", bytes);
  claircore::testing::FakePackageSink sink;
  const claircore::Context context = claircore::Context::Background();
  if (!java->Scan(context, *layer.For(*java), sink).ok()) std::abort();
  if (!jvm->Scan(context, *layer.For(*jvm), sink).ok()) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.version.empty() || package.filepath.empty()) std::abort();
    if (package.package_db.find(package.filepath) == std::string_view::npos) std::abort();
  }
  return 0;
}
