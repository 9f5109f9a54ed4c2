#ifndef CLAIRCORE_CODEC_REPOSITORY_CPES_H_
#define CLAIRCORE_CODEC_REPOSITORY_CPES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

// EnrichmentRecord::json of a RepositoryMapping's updater: {"cpes": ["cpe:/..", ..]}.
namespace claircore::codec {

std::string RepositoryCpesToJson(std::span<const std::string> cpes);
// INVALID_ARGUMENT. Other members are ignored.
absl::StatusOr<std::vector<std::string>> RepositoryCpesFromJson(std::string_view json);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_REPOSITORY_CPES_H_
