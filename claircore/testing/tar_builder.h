#ifndef CLAIRCORE_TESTING_TAR_BUILDER_H_
#define CLAIRCORE_TESTING_TAR_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/file_wants.h"

namespace claircore::inline v0::testing {

// One header of a tar and what follows it. Nothing is checked or cleaned, so that hostile archives
// can be made too.
struct TarEntry {
  std::string path;
  FileType type = FileType::kRegular;  // kOther is written as a FIFO
  std::string contents;                // regular files
  std::string link_target;             // links
  uint32_t mode = 0644;
  std::optional<uint64_t> claimed_size;  // in the header, when it is to differ from `contents`
  bool bad_checksum = false;
};

// Makes tar archives (POSIX ustar, with pax headers where a name or size needs them) entry by
// entry, in the order added, duplicates included. Owner, group and times are 0: same entries, same
// bytes. Written here from the standard rather than with the library that the engine reads with.
class TarBuilder {
 public:
  TarBuilder& File(std::string path, std::string contents, uint32_t mode = 0644);
  TarBuilder& Dir(std::string path, uint32_t mode = 0755);
  TarBuilder& Symlink(std::string path, std::string target);
  TarBuilder& HardLink(std::string path, std::string target);
  // ".wh." before the name of `path`: it is gone from the layers below.
  TarBuilder& Whiteout(std::string_view path);
  // ".wh..wh..opq" in `dir`: whatever the layers below have in it is gone.
  TarBuilder& Opaque(std::string_view dir);
  TarBuilder& Add(TarEntry entry);

  const std::vector<TarEntry>& entries() const { return entries_; }
  std::string Build() const;

 private:
  std::vector<TarEntry> entries_;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_TAR_BUILDER_H_
