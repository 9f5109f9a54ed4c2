#include "indexer/scanners/sbom/documents.h"

#include <utility>

#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/sbom/purl_package.h"
#include "indexer/scanners/sbom/sbom_document.h"
#include "indexer/scanners/text/file_problems.h"

namespace claircore::scanners {

absl::Status ScanDocument(LayerView& layer, const FileEntry& file, std::string_view label,
                          absl::FunctionRef<bool(const Package&)> take, JsonReader& reader,
                          Ticker& ticker, PackageSink& sink) {
  const absl::StatusOr<std::string_view> text = layer.Contents(file);
  if (!text.ok()) {
    sink.Report(file.path, text.status());
    return absl::OkStatus();
  }
  const absl::StatusOr<SbomDocument> document = ReadSbom(*text, reader);
  if (!document.ok()) {
    sink.Report(file.path, document.status());
    return absl::OkStatus();
  }
  FileProblems problems;
  internal::HashSet<std::string> seen;
  size_t number = 0;
  for (const SbomEntry& entry : document->entries) {
    CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
    ++number;
    absl::StatusOr<Package> package = PackageOfEntry(entry);
    if (!package.ok()) {
      problems.Add("package " + std::to_string(number) + ": " +
                   std::string(package.status().message()));
      continue;
    }
    if (package->version.empty() || !take(*package)) continue;
    std::string key = package->type;
    for (const std::string* part : {&package->name, &package->version, &package->arch}) {
      key += '\n' + *part;
    }
    if (seen.size() == kMaxPackages) {
      if (seen.contains(key)) continue;
      sink.Report(file.path, absl::ResourceExhaustedError("too many packages"));
      break;
    }
    if (!seen.insert(std::move(key)).second) continue;
    package->package_db = std::string(label) + file.path;
    package->filepath = file.path;
    sink.Add(*std::move(package));
  }
  problems.SendTo(sink, file.path);
  return absl::OkStatus();
}

}  // namespace claircore::scanners
