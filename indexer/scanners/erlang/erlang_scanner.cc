#include "indexer/scanners/erlang/erlang_scanner.h"

#include "indexer/scanners/erlang/application_file.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewErlangScanner() {
  return NewManifestScanner({.id = {"claircore.erlang", "2"},
                             .type = "hex",
                             .database = "erlang",
                             .globs = {"**/ebin/*.app"},
                             .read = &ReadApplicationFile});
}

}  // namespace claircore::scanners
