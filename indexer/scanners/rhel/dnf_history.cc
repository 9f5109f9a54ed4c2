#include "indexer/scanners/rhel/dnf_history.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/sqlite/sqlite_reader.h"

namespace claircore::scanners {
namespace {

using internal::SqliteReader;
using internal::SqliteRow;

constexpr size_t kMaxPackages = 500'000;

// Transaction items are numbered in the order in which things happened. Only those count that
// brought a package in: of one that went, the repository is where it had come from, or none.
// CROSS JOIN keeps the order of the tables, so that nothing has to be sorted.
constexpr std::string_view kDnf4 =
    "SELECT r.name, r.epoch, r.version, r.release, r.arch, o.repoid"
    " FROM trans_item t CROSS JOIN rpm r ON r.item_id = t.item_id"
    " CROSS JOIN repo o ON o.id = t.repo_id"
    // Install, downgrade, obsolete, upgrade, reinstall.
    " WHERE t.action IN (1, 2, 4, 6, 9) ORDER BY t.id";
constexpr std::string_view kDnf5 =
    "SELECT n.name, r.epoch, r.version, r.release, h.name, o.repoid"
    " FROM trans_item t CROSS JOIN trans_item_action a ON a.id = t.action_id"
    " CROSS JOIN rpm r ON r.item_id = t.item_id"
    " CROSS JOIN pkg_name n ON n.id = r.name_id"
    " CROSS JOIN arch h ON h.id = r.arch_id"
    " CROSS JOIN repo o ON o.id = t.repo_id"
    " WHERE a.name IN ('Install', 'Upgrade', 'Downgrade', 'Reinstall') ORDER BY t.id";

}  // namespace

absl::StatusOr<DnfRepositories> ReadDnfHistory(const Context& context, DnfVersion version,
                                               std::shared_ptr<const RandomAccessSource> database,
                                               std::shared_ptr<const RandomAccessSource> wal) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteReader> reader,
                             SqliteReader::Open(context, std::move(database), std::move(wal)));
  DnfRepositories repositories;
  const auto visit = [&](const SqliteRow& row) {
    const std::string_view repository = row.Text(5);
    // A name that may not stand in a report names no package of one.
    if (!IsToken(repository) || !IsToken(row.Text(0))) return true;
    RpmIdentity rpm;
    rpm.name = row.Text(0);
    if (const int64_t epoch = row.Int(1); epoch != 0) rpm.version = std::to_string(epoch) + ":";
    rpm.version += row.Text(2);
    rpm.version += '-';
    rpm.version += row.Text(3);
    rpm.arch = row.Text(4);
    if (!IsToken(rpm.version) || !IsPlain(rpm.arch)) return true;
    repositories.insert_or_assign(std::move(rpm), repository);
    return repositories.size() <= kMaxPackages;
  };
  CLAIRCORE_RETURN_IF_ERROR(
      reader->Query(context, version == DnfVersion::k4 ? kDnf4 : kDnf5, visit));
  if (repositories.size() > kMaxPackages) {
    return absl::ResourceExhaustedError("more than 500,000 packages");
  }
  return repositories;
}

}  // namespace claircore::scanners
