#ifndef UPDATER_UPDATERS_MAVEN_NAMES_TABLE_H_
#define UPDATER_UPDATERS_MAVEN_NAMES_TABLE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// Gathers names into the records of "maven/names" (claircore/codec/maven_names.h); what is added
// must be sorted by SHA-1. Holds those of one record.
class NamesWriter {
 public:
  explicit NamesWriter(EnrichmentSink& out) : out_(out) {}
  // `sha1` in hex, `name` "group:artifact:version". What cannot be used is skipped, with its
  // reason. DATA_LOSS if it is not in order.
  absl::Status Add(std::string_view sha1, std::string_view name);
  absl::Status Finish();
  size_t names() const { return names_; }

 private:
  absl::Status Flush();

  EnrichmentSink& out_;
  std::string last_;
  std::vector<std::pair<std::string, std::string>> block_;
  size_t names_ = 0;
};

// Reads lines "SHA1 GROUP:ARTIFACT:VERSION", sorted (as `LC_ALL=C sort` does), the SHA-1 in hex of
// lower case; zstd or plain. Of a SHA-1 that stands twice the first line counts. DATA_LOSS for what
// is damaged, not sorted, or has no usable line.
absl::Status ParseNamesTable(const Context& context, const RandomAccessSource& table,
                             EnrichmentSink& out);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_MAVEN_NAMES_TABLE_H_
