#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"

namespace claircore::scanners {

// The labels that a Dockerfile (https://docs.docker.com/reference/dockerfile/) gives to its image:
// those of the last stage, with variables of ARG and ENV put in, as far as the file itself sets
// them. Unset ones are empty, as in a build without arguments.
struct DockerfileLabels {
  std::map<std::string, std::string> labels;
  std::vector<std::string> problems;  // "line 7: ..": instructions that could not be read
};

// RESOURCE_EXHAUSTED for more than 1 MiB of file, or 4 MiB of values; else only the context's.
absl::StatusOr<DockerfileLabels> ReadDockerfileLabels(const Context& context,
                                                      std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_H_
