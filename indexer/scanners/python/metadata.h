#ifndef CLAIRCORE_INDEXER_SCANNERS_PYTHON_METADATA_H_
#define CLAIRCORE_INDEXER_SCANNERS_PYTHON_METADATA_H_

#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace claircore::scanners {

// What a Python project says of itself in METADATA or PKG-INFO
// (https://packaging.python.org/specifications/core-metadata/). Views into the text; both as
// written, either may be empty.
struct PythonMetadata {
  std::string_view name;
  std::string_view version;
};

// Reads up to the blank line before the description, or until both are known. The first of two
// fields of one name counts, as for Python's own reader. `tick` is called for each line.
absl::StatusOr<PythonMetadata> ReadPythonMetadata(std::string_view text,
                                                  absl::FunctionRef<absl::Status()> tick);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PYTHON_METADATA_H_
