#ifndef CLAIRCORE_INDEXER_SCANNERS_ERLANG_APPLICATION_FILE_H_
#define CLAIRCORE_INDEXER_SCANNERS_ERLANG_APPLICATION_FILE_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads ebin/NAME.app (https://www.erlang.org/doc/man/app.html):
//   {application, NAME, [{vsn, "1.0"}, ..]}.
// OTP's own applications, which are on no registry, are known by "runtime_dependencies", which only
// they state, and Elixir's and the build tools' by name; their type is "otp". DATA_LOSS for what is
// no application.
absl::Status ReadApplicationFile(std::string_view path, std::string_view text,
                                 std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_ERLANG_APPLICATION_FILE_H_
