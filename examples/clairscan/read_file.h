#ifndef EXAMPLES_CLAIRSCAN_READ_FILE_H_
#define EXAMPLES_CLAIRSCAN_READ_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace clairscan {

// All bytes of the file at `path`, of standard input for "-". An error names the path: that there
// is none, that it is a directory or may not be read, that the disk failed.
absl::StatusOr<std::string> ReadFile(const std::string& path);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_READ_FILE_H_
