#ifndef CLAIRCORE_INDEXER_SCANNERS_PYTHON_ZIPPED_EGG_H_
#define CLAIRCORE_INDEXER_SCANNERS_PYTHON_ZIPPED_EGG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::scanners {

// The text of EGG-INFO/PKG-INFO in an egg that is a zip archive
// (https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html). Absent: no zip, or one
// without it. Otherwise the zip reader's errors.
absl::StatusOr<std::optional<std::string>> ReadEggMetadata(const Context& context,
                                                           const RandomAccessSource& egg);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PYTHON_ZIPPED_EGG_H_
