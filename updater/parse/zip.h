#ifndef UPDATER_PARSE_ZIP_H_
#define UPDATER_PARSE_ZIP_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::update {

struct ZipLimits {
  size_t entries = 4'000'000;
  uint64_t entry_bytes = uint64_t{64} << 20;  // of one entry, unpacked
  uint64_t ratio = 1000;                      // unpacked bytes of all for each byte of the file
};

// Takes the files of a zip, in the order in which they lie in it.
class ZipVisitor {
 public:
  virtual ~ZipVisitor() = default;
  // A whole file; the views are valid during the call. An error ends the reading.
  virtual absl::Status File(std::string_view name, std::string_view contents) = 0;
  // A file that cannot be read (too large, encrypted, a wrong checksum) and why, in a few words.
  virtual void Unreadable(std::string_view name, std::string_view reason) = 0;
};

// Reads a zip through its central directory; one file at a time is in memory. DATA_LOSS when it is
// no zip or is cut off, RESOURCE_EXHAUSTED for a limit of the whole. Folders are left out.
absl::Status ReadZip(const Context& context, const RandomAccessSource& zip, const ZipLimits& limits,
                     ZipVisitor& visitor);

}  // namespace claircore::update

#endif  // UPDATER_PARSE_ZIP_H_
