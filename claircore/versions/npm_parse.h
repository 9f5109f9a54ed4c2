#ifndef CLAIRCORE_VERSIONS_NPM_PARSE_H_
#define CLAIRCORE_VERSIONS_NPM_PARSE_H_

#include <string_view>

#include "absl/status/status.h"
#include "claircore/versions/semver_core.h"

namespace claircore::versions {

absl::Status ParseNpm(std::string_view version, SemverParts& parts);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_NPM_PARSE_H_
