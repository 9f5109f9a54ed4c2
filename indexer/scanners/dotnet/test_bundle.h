#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_BUNDLE_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_BUNDLE_H_

#include <cstdint>
#include <string>
#include <vector>

namespace claircore::scanners {

// A single-file program as .NET 3 (major 1), 5 (2) or 6 and later (6) write it.
struct TestBundle {
  struct File {
    std::string path;
    std::string bytes;
    uint8_t type = 1;  // an assembly; deps.json is 3
    uint64_t packed_size = 0;
  };
  uint32_t major = 6;
  std::vector<File> files;
  // Overrides what the host's data say of the header's place.
  int64_t header_at = -1;
  std::string Build() const;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_BUNDLE_H_
