#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_KNOWN_GROUPS_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_KNOWN_GROUPS_H_

#include <string>
#include <string_view>

#include "indexer/scanners/java/class_folders.h"

namespace claircore::scanners {

// The group under which well-known projects publish what their builds put no coordinates into, and
// whose group is another than the packages of their classes: "mysql" has com.mysql. Each asks for
// such a package in the archive, so that a name alone is never enough. "" of all others.
std::string KnownGroup(std::string_view artifact, const ClassFolders& classes);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_KNOWN_GROUPS_H_
