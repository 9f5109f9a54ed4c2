#include "indexer/scanners/nix/nix_scanner.h"

#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "indexer/scanners/nix/store_path.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

class NixScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.nix", "2"}; }

  // Not .links, where files of the store are hard links to.
  void Want(FileWants& wants) const override {
    wants.Glob("nix/store/" + std::string(32, '?') + "-*/**", Keep::kEntry);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    absl::Status status = context.Check();
    if (!status.ok()) return status;
    Ticker ticker(context);
    std::string seen;  // files come in path order, so those of a folder together
    layer.ForEach([&](const FileEntry& file) {
      status = ticker.Tick();
      const std::string_view store_path = NixStorePath(file.path);
      if (status.ok() && !store_path.empty() && store_path != seen) {
        seen = store_path;
        Add(file, NixPackage(store_path), sink);
      }
      return status.ok();
    });
    return status.ok() ? context.Check() : status;
  }

 private:
  // Its first file stands for the folder: nothing changes in the store, folders come and go whole.
  static void Add(const FileEntry& file, const NixName& from, PackageSink& sink) {
    // Empty names are no names to Nix either.
    if (!IsToken(from.name) || !IsToken(from.version)) return;
    Package package;
    package.name = from.name;
    package.version = from.version;
    package.kind = PackageKind::kBinary;
    package.type = "nix";
    package.package_db = "nix:nix/store";
    package.filepath = file.path;
    sink.Add(std::move(package));
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewNixScanner() {
  return std::make_shared<const NixScanner>();
}

}  // namespace claircore::scanners
