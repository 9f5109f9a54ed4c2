#ifndef CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_DATABASE_H_

#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace claircore::scanners {

// The files of pacman's local database (libalpm's be_local.c): a line "%KEY%", its values a line
// each, and a blank line. All views point into the text.

// What `desc` says; absent fields are empty.
struct AlpmPackage {
  std::string_view name;     // %NAME%
  std::string_view version;  // %VERSION%: [epoch:]version-release
  std::string_view base;     // %BASE%: what it was built from
  std::string_view arch;     // %ARCH%
};

// `tick` is called for each line; its first error ends the reading and is returned.
absl::Status ReadAlpmDesc(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                          AlpmPackage& package);

// Calls `file` with each path of %FILES% that is no folder, relative to the root.
absl::Status ReadAlpmFiles(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                           absl::FunctionRef<void(std::string_view path)> file);

// The name and version of a folder "NAME-VERSION-RELEASE"; names contain '-' too. False if it is
// none.
bool SplitAlpmFolder(std::string_view folder, AlpmPackage& package);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_DATABASE_H_
