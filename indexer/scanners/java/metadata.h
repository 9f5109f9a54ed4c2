#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_METADATA_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_METADATA_H_

#include <string>
#include <string_view>

namespace claircore::scanners {

// What an archive says that it is. Empty where it says nothing of use.
struct JavaArtifact {
  std::string name;  // "groupId:artifactId", or what there is of it
  std::string version;
  bool known() const { return !name.empty() && !version.empty(); }
};

// A pom.properties, as Maven's archiver writes it
// (https://maven.apache.org/shared/maven-archiver/#pomPropertiesFile), which is a Java properties
// file. Values with placeholders ("${project.version}") are none.
JavaArtifact ParsePomProperties(std::string_view text);

// The main section of a META-INF/MANIFEST.MF
// (https://docs.oracle.com/en/java/javase/17/docs/specs/jar/jar.html#jar-manifest). Which
// attribute is the group, which the artifact and which the version is claircore's choice: OSGi's,
// Jenkins' and the specification's, in an order that has proven itself. A section without a
// Manifest-Version, or with a Name, is no main section. Values that a build left unexpanded count
// as absent. A vendor alone is no name: where there is no other, the archive's own is.
//
// Before all of these comes an Implementation-Title "group#module;version", Ivy's notation, which
// Gradle's plug-ins write. A module often bears another name there than the artifact that is
// published of it ("server" is org.elasticsearch:elasticsearch), so the artifact is what stands
// before that version in the archive's own name; the module, where that does not end in it.
JavaArtifact ParseManifest(std::string_view text, std::string_view base_name);
// Where the main section ends, npos if `text` does not hold its end yet.
size_t MainSectionEnd(std::string_view text);

// "artifact-version.ext". The version begins at the last '-' before a digit, or earlier when what
// is between is part of it too: "zstd-jni-1.3.8-5", "x-1.0-beta-2", but "log4j-1.2-api-2.17.1".
JavaArtifact ParseArchiveName(std::string_view base_name);

// Whether an archive of that name seems to be that artifact ("group:artifact"): "a-1.0.jar" is "a",
// and so is "a.jar".
bool IsNamedAfter(std::string_view base_name, std::string_view artifact);

// The numbers that a version begins with, without zeros at the end: those of "2.14-jre" are those
// of OSGi's "2.14.0.jre". The version itself when it begins with none.
std::string_view ReleaseOf(std::string_view version);

// Whether a file of that name is a Java archive, in any case: jar, war, ear, jpi, hpi, par, sar,
// nar, kar, lpkg.
bool IsJavaArchiveName(std::string_view name);
// Jar, war or ear: names that nothing else has.
bool IsCertainlyJava(std::string_view name);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_METADATA_H_
