#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_SIBLINGS_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_SIBLINGS_H_

#include <map>
#include <string>
#include <string_view>

#include "indexer/scanners/java/jar.h"

namespace claircore::scanners {

// What the archives of one folder tell of each other: those of one project begin with the same
// word and have the same version, so that "acme-core-1.2.jar" with its pom names the group of the
// "acme-util-1.2.jar" without. Where two groups share both, nothing is told.
class Siblings {
 public:
  // Of packages that are their archive's own, remembers; of others does nothing.
  void Learn(const JarPackage& package);
  // The group of a package without one; "" if no sibling tells it.
  std::string GroupOf(const JarPackage& package) const;

 private:
  static std::string Key(const JarPackage& package);

  std::map<std::string, std::string, std::less<>> groups_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_SIBLINGS_H_
