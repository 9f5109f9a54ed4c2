#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/walk/decompressor.h"

// The first byte says how large the pieces are; the rest is the blob. Whatever it is, every step
// keeps its contract and the output is bounded by what the test asks for.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const size_t piece = 1 + data[0] * 8;
  std::string_view blob(reinterpret_cast<const char*>(data) + 1, size - 1);
  auto decompressor = claircore::walk::Decompressor::ForHead(blob);
  if (!decompressor.ok()) return 0;
  std::string buffer(piece, '\0');
  for (size_t total = 0; total < (size_t{1} << 22);) {
    const std::string_view in = blob.substr(0, piece);
    const auto progress = (*decompressor)->Step(in, {buffer.data(), buffer.size()});
    if (!progress.ok()) return 0;
    if (progress->consumed > in.size() || progress->produced > piece) __builtin_trap();
    if (progress->consumed != in.size() && progress->produced != piece) __builtin_trap();
    blob.remove_prefix(progress->consumed);
    total += progress->produced;
    if (in.empty() && progress->produced < piece) {
      (void)(*decompressor)->Finish();
      break;
    }
  }
  return 0;
}
