#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_

#include <string>
#include <string_view>
#include <vector>

#include "claircore/package.h"
#include "indexer/scanners/java/jar_facts.h"
#include "indexer/scanners/java/pom.h"

namespace claircore::scanners {

// One artifact that an archive is, or holds.
struct JarPackage {
  Coordinates coordinates;
  std::string package_db;
  std::string sha1;    // of its archive in hex; "" where it needs none
  bool own = false;    // of the archive itself, by its pom or its place: what siblings learn from
  std::string folder;  // where its archive lies, in whatever
};

// What the archive of that path is, and those inside of it: a pure function. An archive is
//   1. the artifact of each pom.properties, or pom.xml, in it: its own, and those shaded into it,
//   2. unless one of these is its own (bears its name or its release, or is the only one of an
//      archive without a version in its name): what its place says, in a repository of Maven's or a
//      cache of Gradle's,
//   3. else artifact and version of its file name, before those of the manifest, and the group that
//      GroupOf() finds, if any.
// The package_db tells which, as "maven:" (1 and 2), "jar:" (3, with a manifest) or "file:" and the
// archive: "PATH", or "PATH:MEMBER" for one inside.
std::vector<JarPackage> NameJar(std::string_view path, const JarFacts& facts);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_
