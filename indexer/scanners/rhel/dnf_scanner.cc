#include "indexer/scanners/rhel/dnf_scanner.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/rhel/dnf_history.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kDatabase = "dnf:";

struct HistoryFile {
  std::string_view path;
  std::string_view wal;
  DnfVersion version;
};
constexpr HistoryFile kFiles[] = {
    {"usr/lib/sysimage/libdnf5/transaction_history.sqlite",
     "usr/lib/sysimage/libdnf5/transaction_history.sqlite-wal", DnfVersion::k5},
    {"var/lib/dnf/history.sqlite", "var/lib/dnf/history.sqlite-wal", DnfVersion::k4},
};

class DnfScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.dnf", "1"}; }

  void Want(FileWants& wants) const override {
    for (const HistoryFile& file : kFiles) {
      wants.Path(file.path, Keep::kRandomAccess);
      wants.Path(file.wal, Keep::kRandomAccess);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    for (const HistoryFile& file : kFiles) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const FileEntry* entry = layer.Find(file.path);
      if (entry == nullptr) continue;
      auto read = Read(context, layer, *entry, file);
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!read.ok()) {
        sink.Report(file.path, read.status());
        continue;
      }
      for (auto& [rpm, repository] : *read) {
        Package fact;
        fact.name = rpm.name;
        fact.version = rpm.version;
        fact.arch = rpm.arch;
        fact.type = "rpm";
        fact.kind = PackageKind::kUnknown;
        fact.package_db = std::string(kDatabase).append(file.path);
        fact.filepath = file.path;
        fact.repository_hint = "repoid=" + repository;
        sink.Add(std::move(fact));
      }
    }
    return context.Check();
  }

 private:
  static absl::StatusOr<DnfRepositories> Read(const Context& context, const LayerView& layer,
                                              const FileEntry& entry, const HistoryFile& file) {
    CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const RandomAccessSource> database,
                               layer.Open(entry));
    // dnf makes an empty file before its first transaction; but it must be readable.
    std::byte first;
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t bytes, database->ReadAt(0, {&first, 1}));
    if (bytes == 0) return DnfRepositories();
    std::shared_ptr<const RandomAccessSource> wal;
    if (const FileEntry* log = layer.Find(file.wal); log != nullptr && log->size > 0) {
      CLAIRCORE_ASSIGN_OR_RETURN(wal, layer.Open(*log));
    }
    return ReadDnfHistory(context, file.version, std::move(database), std::move(wal));
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewDnfScanner() {
  return std::make_shared<const DnfScanner>();
}

bool IsDnfFact(const Package& package) {
  return package.kind == PackageKind::kUnknown && package.package_db.starts_with(kDatabase);
}

}  // namespace claircore::scanners
