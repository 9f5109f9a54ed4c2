#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_WORDS_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_WORDS_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace claircore::scanners {

using DockerfileVariables = std::map<std::string, std::string, std::less<>>;

// Cuts the arguments of an instruction at spaces outside of quotes. Quotes and escapes stay.
std::vector<std::string_view> SplitDockerfileWords(std::string_view arguments, char escape);

// Takes quotes and escapes off `word` and puts variables in, as BuildKit does: nothing within
// single quotes; $NAME, ${NAME} and ${NAME:-word}, with '-', '+' and '?' and an optional colon,
// elsewhere. INVALID_ARGUMENT for quotes or braces without an end, other kinds of substitution, and
// "${NAME:?word}" of an unset variable. Takes the result's length off `budget`, RESOURCE_EXHAUSTED
// when that is not enough.
absl::StatusOr<std::string> ExpandDockerfileWord(std::string_view word, char escape,
                                                 const DockerfileVariables& variables,
                                                 size_t& budget);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_DOCKERFILE_WORDS_H_
