#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_ARCHIVE_NAME_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_ARCHIVE_NAME_H_

#include <string_view>

namespace claircore::scanners {

// What the name of a Java archive says. Views of that name; both empty where it has no version.
struct ArchiveName {
  std::string_view artifact;
  std::string_view version;
  bool known() const { return !artifact.empty(); }
};

// "artifact-version[-classifier].ext". The version begins at the last '-' before a digit, or
// earlier when what is between is part of it too: "zstd-jni-1.3.8-5", "x-1.0-beta-2", but
// "log4j-1.2-api-2.17.1". A classifier of Maven's ("tests", "linux-x86_64") is no part of it.
// OSGi's "symbolic.name_1.2.3.qualifier.ext" is the other form.
ArchiveName ParseArchiveName(std::string_view base_name);

// The name without its extension.
std::string_view Stem(std::string_view base_name);

// Whether an archive of that name seems to be that artifact ("group:artifact"): "a-1.0.jar" is "a",
// and so are "a.jar" and, as some builds write it, "group.a-1.0.jar".
bool IsNamedAfter(std::string_view base_name, std::string_view artifact);

// The numbers that a version begins with, without zeros at the end: those of "2.14-jre" are those
// of OSGi's "2.14.0.jre". The version itself when it begins with none.
std::string_view ReleaseOf(std::string_view version);

// What an artifact's id and what a version consist of, as far as Maven's repositories go.
bool IsArtifactId(std::string_view text);
bool IsVersion(std::string_view text);

// Whether a file of that name is a Java archive, in any case: jar, war, ear, jpi, hpi, par, sar,
// nar, kar, lpkg.
bool IsJavaArchiveName(std::string_view name);
// Jar, war or ear: names that nothing else has.
bool IsCertainlyJava(std::string_view name);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_ARCHIVE_NAME_H_
