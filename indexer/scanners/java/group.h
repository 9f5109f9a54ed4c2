#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_GROUP_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_GROUP_H_

#include <string>
#include <string_view>

#include "indexer/scanners/java/class_folders.h"
#include "indexer/scanners/java/manifest.h"

namespace claircore::scanners {

// The group of an artifact whose archive has no coordinates of Maven's, by what the archive does
// have; "" where nothing tells it, or less than two signs agree. In this order:
//   - the groups of well-known projects (known_groups.h),
//   - Group-Id and Implementation-Vendor-Id, which builds fill in with it,
//   - names of the bundle and of its module, which builds make of group and artifact together:
//     "org.xerial.snappy.snappy-java", "com.typesafe.akka.actor" of akka-actor,
//   - packages: of the manifest's titles, then of the classes, where the artifact's own name tells
//     where the group ends: io.ktor of ktor-server-core and io/ktor/features.
// A name that many groups begin with ("org.apache", "com.google") is never one.
std::string GroupOf(std::string_view artifact, const Manifest& manifest,
                    const ClassFolders& classes);

// Whether `text` can be the group of an artifact: at least two parts, and not one that others
// share.
bool IsGroup(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_GROUP_H_
