#ifndef CLAIRCORE_INDEXER_RPMDB_RECORD_VISITOR_H_
#define CLAIRCORE_INDEXER_RPMDB_RECORD_VISITOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace claircore::rpmdb {

// Larger headers are no headers: rpm's own bound is 256 MiB, and the largest real ones (fonts of
// TeX Live, kernel sources) have a few.
inline constexpr size_t kMaxHeaderBytes = size_t{64} << 20;

// Takes what a reader of a database finds.
class RecordVisitor {
 public:
  virtual ~RecordVisitor() = default;
  // One package: its number in the database, and its header, unchecked (rpm_header.h). An error
  // ends the reading and is returned by the reader.
  virtual absl::Status Record(uint32_t number, std::string_view header) = 0;
  // Something that cannot be read, beginning with its place; the reading goes on.
  virtual void Broken(const std::string& what) = 0;
};

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_RECORD_VISITOR_H_
