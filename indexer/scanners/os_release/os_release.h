#ifndef CLAIRCORE_INDEXER_SCANNERS_OS_RELEASE_OS_RELEASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_OS_RELEASE_OS_RELEASE_H_

#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

namespace claircore::scanners {

// Calls `assign` for each assignment of a file of KEY=value lines, with the value's quotes and
// escapes taken off as os-release(5) and a shell do it. Lines that are none, and values that no
// report may show, are passed over. Reads at most 1 MiB.
void ReadAssignments(std::string_view text,
                     absl::FunctionRef<void(std::string_view key, std::string value)> assign);

// The fields of os-release(5) that say which system it is. Absent ones are empty; of two
// assignments the last counts.
struct OsRelease {
  std::string id;                // ID
  std::string name;              // NAME
  std::string pretty_name;       // PRETTY_NAME
  std::string version;           // VERSION
  std::string version_id;        // VERSION_ID
  std::string version_codename;  // VERSION_CODENAME
  std::string ubuntu_codename;   // UBUNTU_CODENAME: of Ubuntu before 18.04
  std::string cpe_name;          // CPE_NAME
  std::string rhel_version;      // RHEL_VERSION: of RHEL CoreOS, whose VERSION_ID is OpenShift's
  std::string platform_id;       // PLATFORM_ID: "platform:el9"
};
OsRelease ParseOsRelease(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_OS_RELEASE_OS_RELEASE_H_
