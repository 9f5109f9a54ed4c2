#ifndef UPDATER_UPDATERS_OSV_GO_PLATFORMS_H_
#define UPDATER_UPDATERS_OSV_GO_PLATFORMS_H_

#include <string>

#include "updater/parse/json.h"

namespace claircore::update {

// On which platforms the code is that an entry of the Go vulnerability database speaks of, from
// "imports" of its ecosystem_specific (https://go.dev/doc/security/vuln/database): a pattern for
// Package::arch, which for a Go program is GOOS/GOARCH ("linux/amd64"). It takes an empty one, too,
// as of that platform nothing is known. "": on all of them, or nobody says.
std::string GoPlatforms(const JsonObject& ecosystem_specific);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_GO_PLATFORMS_H_
