#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "claircore/context.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "indexer/scanners/elf_note/elf_note_scanner.h"

// One file, fed as the engine would: packages with a name, and a handful of problems.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewElfNoteScanner());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto layer = claircore::testing::FakeLayer().File("usr/bin/a", bytes, 0755).For(*scanner);
  claircore::testing::FakePackageSink sink;
  if (!scanner->Scan(claircore::Context::Background(), *layer, sink).ok()) std::abort();
  if (sink.problems.size() > 10) std::abort();
  for (const claircore::Package& package : sink.packages) {
    if (package.name.empty() || package.filepath != "usr/bin/a") std::abort();
  }
  return 0;
}
