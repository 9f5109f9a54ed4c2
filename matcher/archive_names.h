#ifndef MATCHER_ARCHIVE_NAMES_H_
#define MATCHER_ARCHIVE_NAMES_H_

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "claircore/vulnerability_store.h"

namespace claircore::matcher {

// What "maven/names" says of the Java archives of one report, by the SHA-1 that their scanner noted
// of those without coordinates of their own. Reads what it is asked for. One thread.
class ArchiveNames {
 public:
  explicit ArchiveNames(VulnerabilityStore& store) : store_(store) {}

  // The artifact that all of a record's occurrences are, as a package of that name and version,
  // which lives as long as this. Null: not known, or they are several. Fails with the store.
  absl::StatusOr<const Package*> Find(const Context& context, const IndexRecord& record);

 private:
  absl::StatusOr<std::string_view> NameOf(const Context& context, std::string_view sha1);

  VulnerabilityStore& store_;
  std::map<std::string, std::string, std::less<>> names_;  // SHA-1 -> name, "" of unknown ones
  std::deque<Package> packages_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_ARCHIVE_NAMES_H_
