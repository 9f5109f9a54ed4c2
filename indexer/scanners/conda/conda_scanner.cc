#include "indexer/scanners/conda/conda_scanner.h"

#include <simdjson.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

class CondaScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.conda", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Glob("**/conda-meta/*.json", Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      files.push_back(file);
      return true;
    });
    JsonReader reader;
    for (const FileEntry& file : files) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      ScanRecord(layer, file, reader, sink);
    }
    return context.Check();
  }

 private:
  static void ScanRecord(LayerView& layer, const FileEntry& file, JsonReader& reader,
                         PackageSink& sink) {
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    if (!text.ok()) return sink.Report(file.path, text.status());
    const absl::StatusOr<simdjson::dom::object> record = reader.Read(*text);
    if (!record.ok()) return sink.Report(file.path, record.status());
    Package package;
    package.name = StringMember(*record, "name");
    package.version = StringMember(*record, "version");
    if (!IsToken(package.name) || !IsToken(package.version)) {
      return sink.Report(file.path, absl::DataLossError("no usable name or version"));
    }
    package.kind = PackageKind::kBinary;
    package.type = "conda";
    // The platform as conda calls it: "linux-64", "noarch".
    const std::string_view subdir = StringMember(*record, "subdir");
    if (IsPlain(subdir)) package.arch = subdir;
    const std::string_view channel = StringMember(*record, "channel");
    if (IsToken(channel)) package.repository_hint = "channel=" + std::string(channel);
    package.package_db = "conda:" + std::string(base::DirName(base::DirName(file.path)));
    package.filepath = file.path;
    sink.Add(std::move(package));
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewCondaScanner() {
  return std::make_shared<const CondaScanner>();
}

}  // namespace claircore::scanners
