#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_SCANNER_H_

#include <memory>
#include <string_view>

#include "claircore/repository.h"
#include "claircore/repository_scanner.h"

namespace claircore::scanners {

// Repository::key of the ids of Red Hat's (and other rpm) repositories. Which CPEs an id stands for
// is data of an updater, applied when matching.
inline constexpr std::string_view kRepositoryIdKey = "rhel-repository-id";

// {name: ID, key: kRepositoryIdKey, uri: "repoid=ID"}.
Repository MakeRepositoryId(std::string_view id);

// The content sets that Red Hat's build systems leave in a layer: root/buildinfo/content_manifests/
// (https://github.com/containerbuildsystem/atomic-reactor), usr/share/buildinfo/ and
// content-sets.json. Several manifests of one layer add up, as in a squashed image.
std::shared_ptr<const RepositoryScanner> NewContentManifestScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_SCANNER_H_
