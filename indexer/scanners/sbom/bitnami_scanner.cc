#include <simdjson.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/scanners/sbom/documents.h"
#include "indexer/scanners/sbom/sbom_scanner.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kComponents = "opt/bitnami/.bitnami_components.json";

class BitnamiScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.bitnami", "2"}; }

  void Want(FileWants& wants) const override {
    wants.Glob("opt/bitnami/**/.spdx-*.spdx", Keep::kContents);
    wants.Path(kComponents, Keep::kContents);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      if (file.path.ends_with(".spdx")) files.push_back(file);
      return true;
    });
    JsonReader reader;
    Ticker ticker(context);
    internal::HashSet<std::string> documented;
    const auto take = [&](const Package& package) {
      if (package.type != "bitnami") return false;
      documented.insert(package.name);
      return true;
    };
    for (const FileEntry& file : files) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      CLAIRCORE_RETURN_IF_ERROR(ScanDocument(layer, file, "bitnami:", take, reader, ticker, sink));
    }
    if (const FileEntry* found = layer.Find(kComponents)) {
      const FileEntry file = *found;
      CLAIRCORE_RETURN_IF_ERROR(ScanComponents(layer, file, documented, reader, ticker, sink));
    }
    return context.Check();
  }

 private:
  // {"redis": {"version": "7.2.4-0", "arch": "amd64", ..}, ..}: older images have this alone.
  static absl::Status ScanComponents(LayerView& layer, const FileEntry& file,
                                     const internal::HashSet<std::string>& documented,
                                     JsonReader& reader, Ticker& ticker, PackageSink& sink) {
    const absl::StatusOr<std::string_view> text = layer.Contents(file);
    const absl::StatusOr<simdjson::dom::object> components =
        text.ok() ? reader.Read(*text) : absl::StatusOr<simdjson::dom::object>(text.status());
    if (!components.ok()) {
      sink.Report(file.path, components.status());
      return absl::OkStatus();
    }
    FileProblems problems;
    size_t added = 0;
    for (const auto [name, element] : *components) {
      CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
      Package package;
      package.name = name;
      if (documented.contains(package.name)) continue;
      simdjson::dom::object component;
      if (element.get_object().get(component) == simdjson::SUCCESS) {
        package.version = StringMember(component, "version");
        package.arch = StringMember(component, "arch");
      }
      if (!IsToken(package.name) || !IsToken(package.version) || !IsPlain(package.arch)) {
        problems.Add("a component without a usable name or version");
        continue;
      }
      if (added++ == kMaxPackages) {
        sink.Report(file.path, absl::ResourceExhaustedError("too many packages"));
        break;
      }
      package.kind = PackageKind::kBinary;
      package.type = "bitnami";
      package.package_db = "bitnami:" + file.path;
      package.filepath = file.path;
      sink.Add(std::move(package));
    }
    problems.SendTo(sink, file.path);
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewBitnamiScanner() {
  return std::make_shared<const BitnamiScanner>();
}

}  // namespace claircore::scanners
