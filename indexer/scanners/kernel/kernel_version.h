#ifndef CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_VERSION_H_
#define CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_VERSION_H_

#include <optional>
#include <string>
#include <string_view>

namespace claircore::scanners {

// What a kernel calls itself: "6.1.0-18-amd64 (who@where) .. #1 SMP Debian 6.1.76-1 (2024-02-01)".
struct KernelVersion {
  std::string version;  // of kernel.org, as well as the text tells: "6.1.76", "6.8.0-rc1"
  std::string release;  // as `uname -r` prints it: "6.1.0-18-amd64"
};

// Debian's and Ubuntu's releases name an interface that lives through many versions; they put the
// version itself behind it, "Debian 6.1.76-1" or "(Ubuntu 5.15.0-91.101-generic 5.15.131)", and
// that is taken. (Ubuntu does so in vmlinux, not in the header of bzImage: there its version is the
// release's.) Absent for what is no kernel's text: other boot programs use the same header.
std::optional<KernelVersion> ParseKernelVersion(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_VERSION_H_
