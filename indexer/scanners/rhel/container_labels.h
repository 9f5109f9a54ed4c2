#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTAINER_LABELS_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTAINER_LABELS_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/package.h"

namespace claircore::scanners {

// What a layer of Red Hat says of the container that it belongs to.
struct ContainerLabels {
  std::string name;       // in the catalog: "quay/quay-rhel8"
  std::string component;  // what it was built as: "quay-registry-container"
  std::string version;    // of the "rhctag" scheme
  std::string arch;
  std::string cpe;  // of the product, as written; or empty
};

// buildinfo/labels.json: {"name", "architecture", "cpe", "org.opencontainers.image.created"}. The
// version is the time of creation in seconds since 1970; the component is the name. DATA_LOSS for
// what is no JSON object, and for a value that is no text or no time.
absl::StatusOr<ContainerLabels> ReadLabelsJson(std::string_view text);

// "VERSION-RELEASE" of "Dockerfile-NAME-VERSION-RELEASE"; empty when the name has another form.
std::string_view VersionOfDockerfile(std::string_view file_name);

// Whether it is a version of the "rhctag" scheme: begins with a number, with or without a "v".
bool IsContainerTag(std::string_view version);

// "v4.6.0-2021" -> {4, 6}: the minor release, within which Red Hat fixes containers. Absent when a
// number is too large for the form.
std::optional<NormalizedVersion> MinorOfTag(std::string_view version);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTAINER_LABELS_H_
