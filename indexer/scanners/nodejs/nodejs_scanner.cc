#include "indexer/scanners/nodejs/nodejs_scanner.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indexer/scanners/nodejs/package_json.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

// Installed packages, or programs that lie elsewhere: two scanners, as the one looks for folders,
// also behind links of their names, and the other for any file.
class NodejsScanner final : public PackageScanner {
 public:
  explicit NodejsScanner(bool programs) : programs_(programs) {}

  ScannerId id() const override {
    if (programs_) return {"claircore.nodejs.programs", "1"};
    return {"claircore.nodejs", "3"};
  }

  void Want(FileWants& wants) const override {
    if (programs_) return wants.Basename("package.json", Keep::kContents);
    // Two levels are enough for every installed package, however deep: see
    // IsInstalledPackageJson().
    wants.Glob("**/node_modules/*/package.json", Keep::kContents);
    wants.Glob("**/node_modules/@*/*/package.json", Keep::kContents);
    for (const char* folder : {"usr/share/nodejs/", "usr/lib/nodejs/", "usr/lib/*/nodejs/"}) {
      wants.Glob(std::string(folder) + "*/package.json", Keep::kContents);
      wants.Glob(std::string(folder) + "@*/*/package.json", Keep::kContents);
    }
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      if (programs_ ? MayBeProgramPackageJson(file.path) : IsInstalledPackageJson(file.path)) {
        files.push_back(file);
      }
      return true;
    });
    PackageJsonReader reader;
    for (const FileEntry& file : files) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      const absl::StatusOr<std::string_view> text = layer.Contents(file);
      if (!text.ok()) {
        sink.Report(file.path, text.status());
        continue;
      }
      absl::StatusOr<NodePackage> json = reader.Read(*text);
      if (!json.ok()) {
        // Elsewhere it may be anybody's file of that name: a template, a test's input.
        if (!programs_) sink.Report(file.path, json.status());
        continue;
      }
      if (programs_ && !IsProgram(*json, file.path)) continue;
      // npm allows both to be absent, of what was never published.
      if (json->name.empty() || json->version.empty()) continue;
      if (!IsPlain(json->name) || !IsPlain(json->version)) {
        sink.Report(file.path, absl::DataLossError("no usable name or version"));
        continue;
      }
      sink.Add(MakePackage(*std::move(json), file.path));
    }
    return context.Check();
  }

 private:
  static Package MakePackage(NodePackage json, const std::string& path) {
    Package package;
    package.name = std::move(json.name);
    package.version = std::move(json.version);
    package.kind = PackageKind::kBinary;
    package.type = "npm";
    package.package_db = "nodejs:" + path;
    package.filepath = path;
    return package;
  }

  const bool programs_;
};

}  // namespace

std::shared_ptr<const PackageScanner> NewNodejsScanner() {
  return std::make_shared<const NodejsScanner>(false);
}

std::shared_ptr<const PackageScanner> NewNodeProgramsScanner() {
  return std::make_shared<const NodejsScanner>(true);
}

}  // namespace claircore::scanners
