#include "indexer/scanners/rust/rust_scanner.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/rust/audit_data.h"
#include "indexer/scanners/rust/audit_section.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/once_for_bytes.h"

namespace claircore::scanners {
namespace {

class RustScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.rust", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(executables::kSniffBytes, Keep::kStream,
                [](const FileEntry& file, std::string_view head) {
                  return HowToSearch(head, file.size) == AuditSearch::kStream;
                });
    wants.Sniff(executables::kSniffBytes, Keep::kRandomAccess,
                [](const FileEntry& file, std::string_view head) {
                  return HowToSearch(head, file.size) == AuditSearch::kRandom;
                });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<AuditStream>(file.size);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    Ticker ticker(context);
    absl::Status status = context.Check();
    OnceForBytes once(context, layer, sink);
    layer.ForEach([&](const FileEntry& file) {
      if (status.ok()) {
        status = once.Scan(file, "",
                           [&](PackageSink& to) { return ScanFile(context, layer, file, to); });
      }
      if (status.ok()) status = ticker.Tick();
      return status.ok();
    });
    return status;
  }

 private:
  static absl::StatusOr<std::optional<std::string>> SectionOf(const LayerView& layer,
                                                              const FileEntry& file) {
    // OnStream() made it.
    const auto* stream = static_cast<const AuditStream*>(layer.Consumer(file));
    if (stream != nullptr) return stream->section();
    const auto source = layer.Open(file);
    if (!source.ok()) {
      // Streamed for nobody: a file that could not be read in the walk, which said so.
      if (absl::IsFailedPrecondition(source.status())) return std::nullopt;
      return source.status();
    }
    return FindAuditSection(**source);
  }

  static absl::Status ScanFile(const Context& context, LayerView& layer, const FileEntry& file,
                               PackageSink& sink) {
    const absl::StatusOr<std::optional<std::string>> section = SectionOf(layer, file);
    if (!section.ok()) {
      sink.Report(file.path, section.status());
      return absl::OkStatus();
    }
    if (!section->has_value()) return absl::OkStatus();
    if (absl::Status status = context.Check(); !status.ok()) return status;
    size_t broken = 0;
    absl::StatusOr<std::vector<AuditedCrate>> crates = ParseAuditData(**section, broken);
    if (!crates.ok()) {
      sink.Report(file.path, crates.status());
      return absl::OkStatus();
    }
    if (broken != 0) {
      sink.Report(file.path,
                  absl::DataLossError(std::to_string(broken) + " crates without name or version"));
    }
    Ticker ticker(context);
    for (AuditedCrate& crate : *crates) {
      Package package;
      package.name = std::move(crate.name);
      package.version = std::move(crate.version);
      package.kind = PackageKind::kBinary;
      package.type = "cargo";
      package.package_db = "cargo:" + file.path;
      package.filepath = file.path;
      if (!crate.source.empty()) package.repository_hint = "source=" + crate.source;
      sink.Add(std::move(package));
      if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewRustScanner() {
  return std::make_shared<const RustScanner>();
}

}  // namespace claircore::scanners
