#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/scanners/ruby/gemspec.h"

// What is found stands in the text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const claircore::scanners::Gemspec gem = claircore::scanners::ReadGemspec(text);
  for (const auto* field : {&gem.name, &gem.version, &gem.platform}) {
    if (text.find(*field) == text.npos) std::abort();
  }
  return 0;
}
