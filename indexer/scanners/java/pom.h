#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_POM_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_POM_H_

#include <string>
#include <string_view>

namespace claircore::scanners {

// Maven's coordinates; parts that are not told are empty.
struct Coordinates {
  std::string group;
  std::string artifact;
  std::string version;
  friend bool operator==(const Coordinates&, const Coordinates&) = default;
  bool complete() const { return !group.empty() && !artifact.empty() && !version.empty(); }
  std::string Name() const { return group.empty() ? artifact : group + ":" + artifact; }
};

// A pom.properties, as Maven's archiver writes it
// (https://maven.apache.org/shared/maven-archiver/#pomPropertiesFile), which is a Java properties
// file. Values with placeholders ("${project.version}") are none.
Coordinates ParsePomProperties(std::string_view text);

// The project of a pom.xml (https://maven.apache.org/pom.html). Group and version are the parent's
// where it has none of its own; a property is looked up in the file itself, once, and no further.
// What is no well-formed XML says nothing; document type declarations are refused, so that nothing
// expands.
Coordinates ParsePomXml(std::string_view text);

// Of a member "META-INF/maven/GROUP/ARTIFACT/pom.xml" or ".../pom.properties", at the front or in a
// folder: both parts, without a version. Empty of any other.
Coordinates PomPath(std::string_view member);

// Of an archive that lies where a repository has it:
//   .../repository/org/acme/lib/1.0/lib-1.0.jar    Maven's, local or served, Debian's maven-repo
//   .../files-2.1/org.acme/lib/1.0/HEX/lib-1.0.jar Gradle's cache
// Empty of others. Debian's "4.x" is a line of versions: then the version is empty.
Coordinates RepositoryPath(std::string_view path);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_POM_H_
