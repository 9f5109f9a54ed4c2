#ifndef CLAIRCORE_INDEXER_SCANNERS_ERLANG_ERLANG_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_ERLANG_ERLANG_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Erlang and Elixir applications: of Erlang/OTP itself, of a release that rebar3 or mix has built,
// of a project's build folder.
std::shared_ptr<const PackageScanner> NewErlangScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_ERLANG_ERLANG_SCANNER_H_
