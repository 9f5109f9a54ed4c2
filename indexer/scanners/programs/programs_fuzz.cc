#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "indexer/scanners/programs/program_head.h"
#include "indexer/scanners/programs/wheel_record.h"

// The bytes as the head of a program, and as a RECORD that comes in pieces: the same paths as in
// one piece, none above the root.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  claircore::scanners::IsProgramFile("a.jar", 0755, bytes.substr(0, 4096));
  claircore::scanners::WheelRecord whole("a/b/c.dist-info/RECORD");
  claircore::scanners::WheelRecord pieces("a/b/c.dist-info/RECORD");
  whole.Feed(bytes);
  for (size_t at = 0; at < size; at += 7) pieces.Feed(bytes.substr(at, 7));
  if (whole.Finish() != pieces.Finish()) std::abort();
  for (const std::string& path : whole.Finish()) {
    if (path.starts_with("../")) std::abort();
  }
  return 0;
}
