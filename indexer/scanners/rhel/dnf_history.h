#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_HISTORY_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_HISTORY_H_

#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::scanners {

// The two forms of dnf's history: libdnf's swdb
// (https://github.com/rpm-software-management/libdnf/blob/dnf-4-master/libdnf/transaction/sql/create_tables.sql)
// and dnf5's
// (https://github.com/rpm-software-management/dnf5/tree/main/libdnf5/transaction/db).
enum class DnfVersion { k4, k5 };

struct RpmIdentity {
  std::string name;
  std::string version;  // [epoch:]version-release, an epoch of 0 left out
  std::string arch;
  friend auto operator<=>(const RpmIdentity&, const RpmIdentity&) = default;
};

// The repository that each package was last installed from, by its id there.
using DnfRepositories = std::map<RpmIdentity, std::string>;

// `wal` may be null. DATA_LOSS for what is no such database; RESOURCE_EXHAUSTED beyond 500,000
// packages and the bounds of SqliteReader.
absl::StatusOr<DnfRepositories> ReadDnfHistory(const Context& context, DnfVersion version,
                                               std::shared_ptr<const RandomAccessSource> database,
                                               std::shared_ptr<const RandomAccessSource> wal);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_HISTORY_H_
