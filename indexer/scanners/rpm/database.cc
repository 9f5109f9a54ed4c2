#include "indexer/scanners/rpm/database.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/io.h"
#include "indexer/rpmdb/record_visitor.h"
#include "indexer/rpmdb/rpm_database.h"
#include "indexer/rpmdb/rpm_header.h"
#include "indexer/scanners/rpm/rpm_package.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

using rpmdb::RpmDatabaseKind;

// Far more than any system installs.
constexpr size_t kMaxPackages = 500'000;
constexpr size_t kMaxPathBytes = 4096;
// Of a database's file lists, with something for each path: a header of folders with long names can
// list thousands of times its own size. Full systems have 30 MB.
constexpr uint64_t kMaxListBytes = uint64_t{512} << 20;
constexpr uint64_t kCostOfPath = 64;

std::string_view WithoutSlashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

// Turns headers into the packages and files of one database.
class HeaderVisitor final : public rpmdb::RecordVisitor {
 public:
  HeaderVisitor(const Context& context, RpmPackages packages, std::optional<std::string_view> root,
                PackageSink& sink)
      : ticker_(context), packages_(std::move(packages)), root_(root), sink_(sink) {}

  absl::Status Record(uint32_t number, std::string_view blob) override {
    if (absl::Status s = ticker_.Tick(); !s.ok()) return s;
    if (++records_ > kMaxPackages) return absl::ResourceExhaustedError("too many packages");
    const absl::StatusOr<rpmdb::RpmHeader> header = rpmdb::RpmHeader::Parse(blob);
    if (!header.ok()) return BrokenPackage(number, header.status());
    absl::StatusOr<std::optional<Package>> package = packages_.Make(FieldsOf(*header));
    if (!package.ok()) return BrokenPackage(number, package.status());
    if (!package->has_value()) return absl::OkStatus();
    const size_t owner = sink_.Add(**std::move(package));
    return root_ ? OwnFiles(number, owner, *header) : absl::OkStatus();
  }

  void Broken(const std::string& what) override { problems_.Add(what); }
  const FileProblems& problems() const { return problems_; }

 private:
  absl::Status BrokenPackage(uint32_t number, const absl::Status& why) {
    problems_.Add("package " + std::to_string(number) + ": " + std::string(why.message()));
    return absl::OkStatus();
  }

  absl::Status OwnFiles(uint32_t number, size_t owner, const rpmdb::RpmHeader& header) {
    absl::Status ended;
    const absl::Status status =
        files_.ForEach(header, [&](std::string_view folder, std::string_view name) {
          if (ended = ticker_.Tick(); !ended.ok()) return ended;
          return Own(owner, folder, name);
        });
    if (!ended.ok() || status.ok()) return ended;
    return BrokenPackage(number, status);
  }

  absl::Status Own(size_t owner, std::string_view folder, std::string_view name) {
    folder = WithoutSlashes(folder);
    if (folder.empty()) name = WithoutSlashes(name);
    const size_t bytes = root_->size() + folder.size() + name.size();
    list_bytes_ += kCostOfPath + std::min(bytes, kMaxPathBytes);
    if (list_bytes_ > kMaxListBytes) return absl::ResourceExhaustedError("too many files");
    if (bytes > kMaxPathBytes || folder.size() + name.size() == 0) return absl::OkStatus();
    path_.assign(*root_).append(folder);
    if (!folder.empty() && !folder.ends_with('/')) path_.push_back('/');
    path_.append(name);
    sink_.Own(owner, path_);
    return absl::OkStatus();
  }

  Ticker ticker_;
  RpmPackages packages_;
  std::optional<std::string_view> root_;
  PackageSink& sink_;
  FileProblems problems_;
  rpmdb::RpmFileLister files_;
  std::string path_;
  size_t records_ = 0;
  uint64_t list_bytes_ = 0;
};

// What a file called so should be; absent for another name, to which a link has led.
std::optional<RpmDatabaseKind> KindByName(std::string_view name) {
  if (name == "Packages") return RpmDatabaseKind::kBdb;
  if (name == "Packages.db") return RpmDatabaseKind::kNdb;
  if (name == "rpmdb.sqlite") return RpmDatabaseKind::kSqlite;
  return std::nullopt;
}

using Source = std::shared_ptr<const RandomAccessSource>;

absl::StatusOr<Source> Open(const LayerView& layer, const FileEntry& file) {
  absl::StatusOr<std::unique_ptr<RandomAccessSource>> source = layer.Open(file);
  if (!source.ok()) return source.status();
  return Source(*std::move(source));
}

absl::StatusOr<std::optional<RpmDatabaseKind>> KindByBytes(const RandomAccessSource& source) {
  std::string head(rpmdb::kMagicBytes, '\0');
  const auto got = source.ReadAt(0, std::as_writable_bytes(std::span(head)));
  if (!got.ok()) return got.status();
  return rpmdb::RpmDatabaseKindOf(std::string_view(head).substr(0, *got));
}

// Null when there is no log, or an empty one.
absl::StatusOr<Source> OpenLog(const LayerView& layer, const FileEntry& file) {
  const FileEntry* log = layer.Find(file.path + "-wal");
  if (log == nullptr || log->size == 0) return Source();
  return Open(layer, *log);
}

}  // namespace

std::optional<std::string_view> RpmRootOf(std::string_view folder) {
  for (std::string_view place : {"var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm"}) {
    if (!folder.ends_with(place)) continue;
    const std::string_view root = folder.substr(0, folder.size() - place.size());
    if (root.empty() || root.ends_with('/')) return root;
  }
  return std::nullopt;
}

absl::Status ScanRpmDatabase(const Context& context, LayerView& layer, const FileEntry& file,
                             PackageSink& sink) {
  const std::string_view folder = base::DirName(file.path);
  const std::optional<std::string_view> root = RpmRootOf(folder);
  const std::optional<RpmDatabaseKind> named = KindByName(base::BaseName(file.path));
  const auto unreadable = [&](const absl::Status& why) {
    sink.Database(file.path);
    sink.Report(file.path, why);
    return context.Check();
  };
  const absl::StatusOr<Source> source = Open(layer, file);
  if (!source.ok()) return unreadable(source.status());
  const absl::StatusOr<std::optional<RpmDatabaseKind>> kind = KindByBytes(**source);
  if (!kind.ok()) return unreadable(kind.status());
  if (!kind->has_value() || (named && *kind != named)) {
    // Other programs have files of these names too.
    if (!root) return absl::OkStatus();
    return unreadable(absl::DataLossError(
        file.size == 0 ? "the database is empty" : "no database: its first bytes are unknown"));
  }
  sink.Database(file.path);
  Source log;
  if (**kind == RpmDatabaseKind::kSqlite) {
    absl::StatusOr<Source> opened = OpenLog(layer, file);
    if (!opened.ok()) sink.Report(file.path + "-wal", opened.status());
    if (opened.ok()) log = *std::move(opened);
  }
  std::string package_db(rpmdb::RpmDatabaseKindName(**kind));
  package_db.append(":").append(folder.empty() ? "." : folder);
  HeaderVisitor visitor(context, RpmPackages(std::move(package_db), file.path), root, sink);
  const absl::Status status =
      rpmdb::ReadRpmDatabase(context, **kind, *source, std::move(log), visitor);
  visitor.problems().SendTo(sink, file.path);
  if (absl::Status ended = context.Check(); !ended.ok()) return ended;
  if (!status.ok()) sink.Report(file.path, status);
  return absl::OkStatus();
}

}  // namespace claircore::scanners
