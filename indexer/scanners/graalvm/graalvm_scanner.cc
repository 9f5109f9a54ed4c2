#include "indexer/scanners/graalvm/graalvm_scanner.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/layout.h"
#include "indexer/scanners/graalvm/native_sbom.h"
#include "indexer/scanners/graalvm/sbom_stream.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/once_for_bytes.h"

namespace claircore::scanners {
namespace {

class GraalvmScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.graalvm", "2"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(
        executables::kSniffBytes, Keep::kStream, [](const FileEntry&, std::string_view head) {
          const executables::Format format = executables::FormatOf(head);
          return format != executables::Format::kNone && format != executables::Format::kFatMachO;
        });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<SbomStream>(file.size);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    Ticker ticker(context);
    absl::Status status = context.Check();
    OnceForBytes once(context, layer, sink);
    layer.ForEach([&](const FileEntry& file) {
      // OnStream() made it.
      const auto* stream = static_cast<const SbomStream*>(layer.Consumer(file));
      if (status.ok() && stream != nullptr && !stream->compressed().empty()) {
        status = once.Scan(file, "", [&](PackageSink& to) {
          return ScanSbom(context, stream->compressed(), file.path, to);
        });
      }
      if (status.ok()) status = ticker.Tick();
      return status.ok();
    });
    return status;
  }

 private:
  static absl::Status ScanSbom(const Context& context, std::string_view compressed,
                               const std::string& path, PackageSink& sink) {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    size_t nameless = 0;
    absl::StatusOr<std::vector<MavenComponent>> components = ParseNativeSbom(compressed, nameless);
    if (!components.ok()) {
      sink.Report(path, components.status());
      return absl::OkStatus();
    }
    if (nameless != 0) {
      sink.Report(path, absl::DataLossError(std::to_string(nameless) +
                                            " components without name or version"));
    }
    Ticker ticker(context);
    for (MavenComponent& component : *components) {
      Package package;
      package.name = std::move(component.name);
      package.version = std::move(component.version);
      package.kind = PackageKind::kBinary;
      package.type = "maven";
      package.package_db = "graalvm:" + path;
      package.filepath = path;
      sink.Add(std::move(package));
      if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewGraalvmScanner() {
  return std::make_shared<const GraalvmScanner>();
}

}  // namespace claircore::scanners
