#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace claircore::scanners {

// What a file below buildinfo/ says of the repositories that its layer's packages came from.
struct ContentManifest {
  std::vector<std::string> content_sets;  // repository ids, as written
};

// Reads JSON files of buildinfo/; keeps its memory from one to the next. One thread.
class ContentManifestReader {
 public:
  ContentManifestReader();
  ~ContentManifestReader();
  // Absent: JSON, but no object with "content_sets". DATA_LOSS for what is no JSON, and for content
  // sets that are no list of names.
  absl::StatusOr<std::optional<ContentManifest>> Read(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_CONTENT_MANIFEST_H_
