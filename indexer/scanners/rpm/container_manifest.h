#ifndef CLAIRCORE_INDEXER_SCANNERS_RPM_CONTAINER_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_RPM_CONTAINER_MANIFEST_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"
#include "indexer/scanners/rpm/rpm_package.h"

namespace claircore::scanners {

// A line of `var/lib/rpmmanifest/container-manifest-2`, which Azure Linux's distroless images have
// in place of a database: what `rpm -qa` printed, ten columns apart by tabs: name, version-release,
// install time, build time, vendor, epoch, size, architecture, epoch as a number, source package.
// Absent when the line is no such thing.
std::optional<RpmFields> ParseManifestLine(std::string_view line);

// Reads such a file into `sink`.
absl::Status ScanContainerManifest(const Context& context, LayerView& layer, const FileEntry& file,
                                   PackageSink& sink);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RPM_CONTAINER_MANIFEST_H_
