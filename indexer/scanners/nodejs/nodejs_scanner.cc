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

class NodejsScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.nodejs", "3"}; }

  void Want(FileWants& wants) const override {
    // Programs may lie anywhere. Two levels are enough for every installed package, however deep
    // (see IsInstalledPackageJson()), and have links followed to where packages really are.
    wants.Basename("package.json", Keep::kContents);
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
      if (IsInstalledPackageJson(file.path) || MayBeProgramPackageJson(file.path)) {
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
      const bool installed = IsInstalledPackageJson(file.path);
      absl::StatusOr<NodePackage> json = reader.Read(*text);
      if (!json.ok()) {
        // Elsewhere it may be anybody's file of that name: a template, a test's input.
        if (installed) sink.Report(file.path, json.status());
        continue;
      }
      if (!installed && !IsProgram(*json, file.path)) continue;
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
};

}  // namespace

std::shared_ptr<const PackageScanner> NewNodejsScanner() {
  return std::make_shared<const NodejsScanner>();
}

}  // namespace claircore::scanners
