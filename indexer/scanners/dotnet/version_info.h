#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_VERSION_INFO_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_VERSION_INFO_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::scanners {

// What a version resource says
// (https://learn.microsoft.com/windows/win32/menurc/vs-versioninfo). UTF-8; empty where it says
// nothing, or nothing that is text.
struct VersionInfo {
  std::string internal_name;
  std::string original_filename;
  std::string product_version;
  std::string file_version;
  std::string fixed_version;  // the file version in numbers: "13.0.3.27908"
};

// Reads the data of a version resource. DATA_LOSS for anything else.
absl::StatusOr<VersionInfo> ReadVersionInfo(std::string_view data);

// The name of the assembly in `path`, as its compiler wrote it; else that of the file.
std::string AssemblyName(const VersionInfo& info, std::string_view path);
// The version that NuGet would know it by, or empty. Compilers put the package's version into
// ProductVersion, followed by the commit ("13.0.3+0a2e291"), which is cut off; FileVersion often
// ends in a build number of its own and is second best.
std::string AssemblyVersion(const VersionInfo& info);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_VERSION_INFO_H_
