#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_

#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Finds what a Java archive and the archives inside of it hold, to a depth of kMaxArchiveDepth,
// within one zip::Budget. An archive is
//   1. the artifact of each pom.properties in it: its own, and those shaded into it,
//   2. unless one of these is its own (the only one, or bears its name or its release), what its
//      manifest says,
//   3. else what its file name says,
// and the package_db tells which, as "maven:", "jar:" or "file:" and the archive: "PATH",
// or "PATH:MEMBER" for one inside. Those of 2 and 3 have the hint "sha1:HEX" of their archive, for
// whoever knows better; the others need none.
//
// What is broken is reported to `sink`; the status is the context's.
absl::Status ScanJar(const Context& context, std::string_view path,
                     const RandomAccessSource& archive, PackageSink& sink);

inline constexpr int kMaxArchiveDepth = 8;  // as IndexLimits::max_archive_depth

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_JAR_H_
