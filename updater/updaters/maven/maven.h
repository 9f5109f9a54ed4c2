#ifndef UPDATER_UPDATERS_MAVEN_MAVEN_H_
#define UPDATER_UPDATERS_MAVEN_MAVEN_H_

#include <memory>
#include <string>

#include "claircore/updater.h"

namespace claircore::update {

// Which artifact a Java archive is, by its SHA-1. One updater, of kind kEnrichment: "maven/names",
// of "<url>/sha1.zst" (names_table.h). None if that is not there, or `url` is empty.
std::shared_ptr<const UpdaterFactory> NewMavenFactory(std::string url);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_MAVEN_MAVEN_H_
