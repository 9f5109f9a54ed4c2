#include "indexer/scanners/conan/conan2_scanner.h"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/conan/reference.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/sqlite/sqlite_reader.h"

namespace claircore::scanners {
namespace {

using internal::SqliteReader;
using internal::SqliteRow;

constexpr size_t kMaxPackages = 100'000;
constexpr std::string_view kDatabase = "cache.sqlite3";
// A package without a revision is one that is being built.
constexpr std::string_view kPackages =
    "SELECT reference FROM packages WHERE pkgid IS NOT NULL AND prev IS NOT NULL";

Package MakePackage(const ConanReference& reference, const std::string& path) {
  Package package;
  package.name = reference.name;
  package.version = reference.version;
  package.kind = PackageKind::kBinary;
  package.type = "conan";
  package.package_db = "conan:" + path;
  package.filepath = path;
  if (!reference.user.empty()) package.repository_hint = "user=" + reference.user;
  return package;
}

class Conan2Scanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.conan2", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Glob("**/p/cache.sqlite3", Keep::kRandomAccess);
    wants.Glob("**/p/cache.sqlite3-wal", Keep::kRandomAccess);
    wants.Glob("**/full_deploy/host/*/*/**/conaninfo.txt", Keep::kEntry);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> databases;
    layer.ForEach([&](const FileEntry& file) {
      if (base::BaseName(file.path) == kDatabase) {
        databases.push_back(file);
      } else if (const auto reference = DeployedReference(file.path)) {
        sink.Add(MakePackage(*reference, file.path));
      }
      return true;
    });
    for (const FileEntry& file : databases) {
      CLAIRCORE_RETURN_IF_ERROR(ScanDatabase(context, layer, file, sink));
    }
    return context.Check();
  }

 private:
  static absl::Status ScanDatabase(const Context& context, const LayerView& layer,
                                   const FileEntry& file, PackageSink& sink) {
    sink.Database(file.path);
    std::set<ConanReference> references;
    FileProblems problems;
    const absl::Status status = ReadDatabase(context, layer, file, references, problems);
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (!status.ok()) sink.Report(file.path, status);
    problems.SendTo(sink, file.path);
    for (const ConanReference& reference : references) {
      sink.Add(MakePackage(reference, file.path));
    }
    return absl::OkStatus();
  }

  static absl::Status ReadDatabase(const Context& context, const LayerView& layer,
                                   const FileEntry& file, std::set<ConanReference>& references,
                                   FileProblems& problems) {
    CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const RandomAccessSource> database,
                               layer.Open(file));
    std::shared_ptr<const RandomAccessSource> wal;
    if (const FileEntry* log = layer.Find(file.path + "-wal"); log != nullptr && log->size > 0) {
      CLAIRCORE_ASSIGN_OR_RETURN(wal, layer.Open(*log));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteReader> reader,
                               SqliteReader::Open(context, std::move(database), std::move(wal)));
    bool full = false;
    CLAIRCORE_RETURN_IF_ERROR(reader->Query(context, kPackages, [&](const SqliteRow& row) {
      const auto reference = ParseConanReference(row.Text(0));
      if (!reference.has_value()) {
        problems.Add("a package without a usable reference");
        return true;
      }
      full = references.size() >= kMaxPackages;
      if (!full) references.insert(*reference);
      return !full;
    }));
    return full ? absl::ResourceExhaustedError("too many packages") : absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewConan2Scanner() {
  return std::make_shared<const Conan2Scanner>();
}

}  // namespace claircore::scanners
