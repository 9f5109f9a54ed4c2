#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_TEST_HISTORY_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_TEST_HISTORY_H_

#include <string>
#include <string_view>

#include "indexer/sqlite/test_databases.h"

namespace claircore::scanners {

// What dnf's two databases have of tables that matter here.
inline constexpr char kDnf4Tables[] =
    "CREATE TABLE repo(id INTEGER PRIMARY KEY, repoid TEXT NOT NULL);"
    "CREATE TABLE item(id INTEGER PRIMARY KEY, item_type INTEGER NOT NULL);"
    "CREATE TABLE trans_item(id INTEGER PRIMARY KEY AUTOINCREMENT, trans_id INTEGER,"
    "  item_id INTEGER, repo_id INTEGER, action INTEGER NOT NULL, reason INTEGER NOT NULL,"
    "  state INTEGER NOT NULL);"
    "CREATE TABLE rpm(item_id INTEGER UNIQUE NOT NULL, name TEXT NOT NULL, epoch INTEGER NOT NULL,"
    "  version TEXT NOT NULL, release TEXT NOT NULL, arch TEXT NOT NULL);"
    "CREATE INDEX trans_item_item_id ON trans_item(item_id);";

inline constexpr char kDnf5Tables[] =
    "CREATE TABLE \"repo\"(\"id\" INTEGER PRIMARY KEY, \"repoid\" TEXT NOT NULL);"
    "CREATE TABLE \"pkg_name\"(\"id\" INTEGER, \"name\" TEXT NOT NULL UNIQUE, PRIMARY KEY(\"id\"));"
    "CREATE TABLE \"arch\"(\"id\" INTEGER, \"name\" TEXT NOT NULL UNIQUE, PRIMARY KEY(\"id\"));"
    "CREATE TABLE \"trans_item_action\"(\"id\" INTEGER, \"name\" TEXT, PRIMARY KEY(\"id\"));"
    "INSERT INTO trans_item_action VALUES(1, 'Install'), (2, 'Upgrade'), (3, 'Downgrade'),"
    "  (4, 'Reinstall'), (5, 'Remove'), (6, 'Replaced'), (7, 'Reason Change');"
    "CREATE TABLE \"trans_item\"(\"id\" INTEGER PRIMARY KEY AUTOINCREMENT, \"trans_id\" INTEGER,"
    "  \"item_id\" INTEGER, \"repo_id\" INTEGER, \"action_id\" INTEGER, \"reason_id\" INTEGER,"
    "  \"state_id\" INTEGER);"
    "CREATE TABLE \"rpm\"(\"item_id\" INTEGER UNIQUE NOT NULL, \"name_id\" INTEGER NOT NULL,"
    "  \"epoch\" INTEGER NOT NULL, \"version\" TEXT NOT NULL, \"release\" TEXT NOT NULL,"
    "  \"arch_id\" INTEGER NOT NULL);";

inline std::string Dnf4(std::string_view rows) {
  return internal::MakeDatabase(std::string(kDnf4Tables).append(rows)).main;
}
inline std::string Dnf5(std::string_view rows) {
  return internal::MakeDatabase(std::string(kDnf5Tables).append(rows)).main;
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_TEST_HISTORY_H_
