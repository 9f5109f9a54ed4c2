#include "indexer/sqlite/test_databases.h"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <span>
#include <sstream>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/sources.h"

namespace claircore::internal {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

}  // namespace

TestDatabase MakeDatabase(std::string_view sql) {
  const char* parent = std::getenv("TEST_TMPDIR");
  std::string folder = std::string(parent == nullptr ? "/tmp" : parent) + "/sqlite.XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) std::abort();
  const std::string path = folder + "/database";
  sqlite3* connection = nullptr;
  if (sqlite3_open(path.c_str(), &connection) != SQLITE_OK) std::abort();
  char* error = nullptr;
  const std::string all = "PRAGMA synchronous=OFF;" + std::string(sql);
  if (sqlite3_exec(connection, all.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
    std::fprintf(stderr, "%s\n", error);
    std::abort();
  }
  TestDatabase made{ReadFile(path), ReadFile(path + "-wal")};
  sqlite3_close(connection);
  unlink(path.c_str());
  rmdir(folder.c_str());
  return made;
}

std::shared_ptr<const RandomAccessSource> BytesSource(std::string bytes) {
  return std::make_shared<const base::StringSource>(std::move(bytes));
}

}  // namespace claircore::internal
