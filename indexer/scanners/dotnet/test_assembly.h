#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_ASSEMBLY_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_ASSEMBLY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::scanners {

// What a compiler would make of an empty library, for tests: no code, but the headers, the
// resources and the padding where a real assembly has them.
struct TestAssembly {
  bool dotnet = true;        // has a .NET header
  bool wide = false;         // 64 bit
  uint32_t code_bytes = 0;   // before the resources
  uint32_t other_bytes = 0;  // of an icon, between the resource table and the version
  std::vector<std::pair<std::string_view, std::string_view>> strings;  // of the version resource

  std::string Build() const;
};

// The version resource alone.
std::string BuildVersionResource(
    const std::vector<std::pair<std::string_view, std::string_view>>& strings);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_TEST_ASSEMBLY_H_
