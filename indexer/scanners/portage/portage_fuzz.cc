#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/portage/portage_database.h"
#include "indexer/scanners/portage/portage_scanner.h"

// The bytes are the files of a package, and a package's folder. No crash, no failure; a name that
// can be cut is put together again.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewPortageScanner());
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  claircore::scanners::PortageName parts;
  if (claircore::scanners::SplitPortageName(text, parts)) {
    if (parts.name.empty() || parts.version.empty()) std::abort();
    if (std::string(parts.name) + "-" + std::string(parts.version) != text) std::abort();
  }
  const std::string folder = "var/db/pkg/cat/a-1-r2/";
  claircore::testing::FakeLayer files;
  for (const char* name : {"CONTENTS", "PF", "SLOT", "repository", "CHOST"}) {
    files.File(folder + name, text);
  }
  const auto layer = files.For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (sink.packages.size() != 1) std::abort();
  return 0;
}
