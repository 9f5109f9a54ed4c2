#include <cstddef>
#include <cstdint>
#include <string_view>

#include "claircore/testing/image_builder.h"

// Any text is a recipe or an INVALID_ARGUMENT, and every recipe can be built.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.find("fill") != text.npos) return 0;  // large by design
  const auto recipe = claircore::testing::ParseRecipe(text);
  if (recipe.ok() && recipe->layers.size() < 20) {
    claircore::testing::OciLayoutTar(claircore::testing::BuildImage(*recipe));
  }
  return 0;
}
