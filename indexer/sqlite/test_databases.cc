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
#include <iterator>
#include <span>
#include <utility>

#include "absl/status/statusor.h"

namespace claircore::internal {
namespace {

class StringSource final : public RandomAccessSource {
 public:
  explicit StringSource(std::string bytes) : bytes_(std::move(bytes)) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= bytes_.size()) return size_t{0};
    const size_t n = std::min<uint64_t>(buffer.size(), bytes_.size() - position);
    if (n > 0) std::memcpy(buffer.data(), bytes_.data() + position, n);
    return n;
  }

 private:
  const std::string bytes_;
};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
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
  return std::make_shared<const StringSource>(std::move(bytes));
}

}  // namespace claircore::internal
