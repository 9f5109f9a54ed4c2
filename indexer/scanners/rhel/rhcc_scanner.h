#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_RHCC_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_RHCC_SCANNER_H_

#include <memory>
#include <string_view>

#include "claircore/package_scanner.h"
#include "claircore/repository_scanner.h"

namespace claircore::scanners {

// Repository::key of Red Hat's catalog of containers, and of products in it.
inline constexpr std::string_view kContainerRepositoryKey = "rhcc-container-repository";

// Whole containers of Red Hat as packages: buildinfo/labels.json, and Dockerfile-NAME-VERSION-
// RELEASE of the older build system. Each container is a source (its component), a binary and an
// ancestry package (its name in the catalog), all with the hint "rhcc". What else a name is called
// in the catalog (container-name-repos-map.json) is data of an updater.
std::shared_ptr<const PackageScanner> NewRhccScanner();

// Where those come from: the catalog itself for a Dockerfile, the product's CPE of labels.json.
std::shared_ptr<const RepositoryScanner> NewRhccRepositoryScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_RHCC_SCANNER_H_
