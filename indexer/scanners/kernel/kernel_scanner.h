#ifndef CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Linux kernels, known by their bytes and not by their place: package "linux_kernel" with the CPE
// of kernel.org's; its version is kernel.org's, as advisories count, and the release that `uname
// -r` prints is in the repository_hint, "release=6.1.0-18-amd64". Modules from outside of the
// kernel's tree that tell a version are packages of their own; the thousands of its own are not.
std::shared_ptr<const PackageScanner> NewKernelScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_KERNEL_KERNEL_SCANNER_H_
