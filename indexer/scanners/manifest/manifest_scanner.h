#ifndef CLAIRCORE_INDEXER_SCANNERS_MANIFEST_MANIFEST_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_MANIFEST_MANIFEST_SCANNER_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/file_wants.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What a manifest says of a package: the fields of Package that differ within a format.
struct ManifestPackage {
  std::string name;
  std::string version;
  std::string arch;
  std::string repository_hint;
  std::string type;  // where it is not ManifestFormat::type
};

// Reads the manifest at `path`; adds the packages that it proves to be installed, if any. One with
// an unusable name or version is added too: the scanner reports it. Not OK: nothing of the file
// counts. Pure, and linear in `text`, as nobody looks at the clock meanwhile.
using ReadManifest = absl::Status (*)(std::string_view path, std::string_view text,
                                      std::vector<ManifestPackage>& found);

// How a package system leaves its packages on disk: files that can be read one by one.
struct ManifestFormat {
  ScannerId id;
  std::string type;      // Package::type
  std::string database;  // "ruby": Package::package_db is "ruby:PATH"
  std::vector<std::string> globs;
  ReadManifest read = nullptr;
  // kEntry where the path says all; `text` is then empty.
  Keep keep = Keep::kContents;
  // Larger ones are a problem. At 4 MiB a scan ends within milliseconds of being cancelled.
  size_t max_bytes = size_t{4} << 20;
  // A file lists many packages, so that a newer one without them takes them away.
  bool is_database = false;
};

// A scanner of that format.
std::shared_ptr<const PackageScanner> NewManifestScanner(ManifestFormat format);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_MANIFEST_MANIFEST_SCANNER_H_
