#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_FACTS_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_FACTS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/scanners/java/class_folders.h"
#include "indexer/scanners/java/manifest.h"
#include "indexer/scanners/java/pom.h"
#include "indexer/scanners/text/file_problems.h"

namespace claircore::scanners {

// What the bytes of a Java archive say, and those of the archives inside of it. A few KiB an
// archive, bounded for a whole file by kMaxFactBytes.
struct JarFacts {
  std::string member;             // its name in the outer archive; "" of the file itself
  std::vector<Coordinates> poms;  // of pom.properties and pom.xml; some without a version
  Manifest manifest;
  // A pom is the archive's own, by the name under which it was read, and what follows was not.
  bool has_own_pom = false;
  ClassFolders classes;
  std::vector<Coordinates> native;  // of META-INF/native-image/GROUP/ARTIFACT; no version
  std::string sha1;                 // in hex
  std::vector<JarFacts> inner;
};

struct JarFile {
  JarFacts facts;
  FileProblems problems;
  // What ended it before its end: a spent budget, or no zip archive at all (INVALID_ARGUMENT).
  absl::Status status;
};

// Reads a file and the archives in it, to a depth of kMaxArchiveDepth, within one zip::Budget. Its
// name tells no more than what is worth reading: the facts are good for every name of the file,
// unless `has_own_pom` and the name is another. The status is the context's.
absl::StatusOr<JarFile> ReadJar(const Context& context, std::string_view base_name,
                                const RandomAccessSource& file);

// Whether one of `poms` is that of an archive of that name.
bool HasOwnPom(std::string_view base_name, const std::vector<Coordinates>& poms);

inline constexpr int kMaxArchiveDepth = 8;  // as IndexLimits::max_archive_depth

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_FACTS_H_
