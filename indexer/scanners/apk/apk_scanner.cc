#include "indexer/scanners/apk/apk_scanner.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "indexer/scanners/apk/apk_database.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// The second place is that of systems whose /lib is a link, and of apk-tools 3.
constexpr std::string_view kDatabases[] = {"lib/apk/db/installed", "usr/lib/apk/db/installed"};

// Sources by {origin, version}: two versions of one source stay two sources.
using Sources = internal::HashMap<std::pair<std::string_view, std::string_view>,
                                  std::shared_ptr<const Package>>;

std::shared_ptr<const Package> SourceOf(const ApkRecord& record, Sources& sources) {
  const std::string_view name = IsToken(record.origin) ? record.origin : record.name;
  std::shared_ptr<const Package>& source = sources[{name, record.version}];
  if (source == nullptr) {
    Package made;
    made.name = name;
    made.version = record.version;
    made.kind = PackageKind::kSource;
    made.type = "apk";
    source = std::make_shared<const Package>(std::move(made));
  }
  return source;
}

Package MakePackage(const ApkRecord& record, const std::string& database, Sources& sources) {
  Package package;
  package.name = record.name;
  package.version = record.version;
  package.kind = PackageKind::kBinary;
  package.source = SourceOf(record, sources);
  package.type = "apk";
  if (IsPlain(record.arch)) package.arch = record.arch;
  package.package_db = database;
  package.filepath = database;
  if (IsToken(record.commit)) package.repository_hint = "commit=" + std::string(record.commit);
  return package;
}

class ApkScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.apk", "1"}; }

  void Want(FileWants& wants) const override {
    for (std::string_view path : kDatabases) wants.Path(path, Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    const FileEntry* seen = nullptr;
    for (std::string_view path : kDatabases) {
      const FileEntry* file = layer.Find(path);
      // Where /lib is a link to /usr/lib both paths name one file.
      if (file == nullptr || (seen != nullptr && seen->path == file->path)) continue;
      seen = file;
      if (absl::Status status = ScanDatabase(context, layer, *file, sink); !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status ScanDatabase(const Context& context, LayerView& layer, const FileEntry& file,
                                   PackageSink& sink) {
    sink.Database(file.path);
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) {
      sink.Report(file.path, text.status());
      return context.Check();
    }
    Ticker ticker(context);
    FileProblems problems;
    Sources sources;
    const auto tick = [&] { return ticker.Tick(); };
    absl::Status status = ReadApkDatabase(*text, tick, [&](const ApkRecord& record) {
      const std::string place = "record at line " + std::to_string(record.line);
      if (record.broken) problems.Add(place + ": a line is not of the form x:value");
      if (!IsToken(record.name) || !IsToken(record.version)) {
        problems.Add(place + ": no usable name (P) or version (V)");
        return absl::OkStatus();
      }
      const size_t number = sink.Add(MakePackage(record, file.path, sources));
      return ReadApkFiles(record, tick, [&](const std::string& path) { sink.Own(number, path); });
    });
    problems.SendTo(sink, file.path);
    return status;
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewApkScanner() {
  return std::make_shared<const ApkScanner>();
}

}  // namespace claircore::scanners
