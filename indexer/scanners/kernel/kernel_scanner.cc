#include "indexer/scanners/kernel/kernel_scanner.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "claircore/cpe.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/kernel/kernel_file.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kKernel = "linux_kernel";

std::string KernelCpe(std::string_view version) {
  absl::StatusOr<Cpe> cpe = Cpe::Parse("cpe:2.3:o:linux:linux_kernel:*:*:*:*:*:*:*:*");
  if (!cpe.ok()) return std::string();
  std::string quoted;
  for (const char c : version) {
    if (!absl::ascii_isalnum(c)) quoted += '\\';
    quoted += c;
  }
  cpe->values[Cpe::kVersion] = {Cpe::Value::Kind::kSet, std::move(quoted)};
  return cpe->ToString();
}

// As the kernel names a module that does not name itself.
std::string ModuleName(std::string_view path) {
  std::string_view base = BaseName(path);
  if (base.ends_with(".ko")) base.remove_suffix(3);
  std::string name(base);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class KernelScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.kernel", "1"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(executables::kSniffBytes, Keep::kStream,
                [](const FileEntry& file, std::string_view head) {
                  const KernelFile kind = KernelFileOf(file.path, file.size, head);
                  return kind != KernelFile::kNone && kind != KernelFile::kLargeModule;
                });
    wants.Sniff(executables::kSniffBytes, Keep::kRandomAccess,
                [](const FileEntry& file, std::string_view head) {
                  return KernelFileOf(file.path, file.size, head) == KernelFile::kLargeModule;
                });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return NewKernelStream(file);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    Ticker ticker(context);
    absl::Status status = context.Check();
    layer.ForEach([&](const FileEntry& file) {
      if (status.ok()) status = ticker.Tick();
      if (!status.ok()) return false;
      const absl::StatusOr<std::optional<KernelFinding>> finding = FindingOf(layer, file);
      if (!finding.ok()) {
        sink.Report(file.path, finding.status());
      } else if (finding->has_value()) {
        Add(file.path, **finding, sink);
        status = context.Check();
      }
      return status.ok();
    });
    return status;
  }

 private:
  static absl::StatusOr<std::optional<KernelFinding>> FindingOf(const LayerView& layer,
                                                                const FileEntry& file) {
    // OnStream() made it.
    const auto* stream = static_cast<const KernelStream*>(layer.Consumer(file));
    if (stream != nullptr) return stream->finding();
    const auto source = layer.Open(file);
    if (source.ok()) return FindModule(**source);
    // Streamed for nobody: a file that could not be read in the walk, which said so.
    if (absl::IsFailedPrecondition(source.status())) return std::nullopt;
    return source.status();
  }

  static void Add(const std::string& path, const KernelFinding& finding, PackageSink& sink) {
    Package package;
    package.name = finding.is_kernel      ? std::string(kKernel)
                   : finding.name.empty() ? ModuleName(path)
                                          : finding.name;
    package.version = finding.version;
    package.kind = PackageKind::kBinary;
    package.type = "generic";
    if (finding.is_kernel) package.cpe = KernelCpe(finding.version);
    package.package_db = "kernel:" + path;
    package.filepath = path;
    if (IsToken(finding.release)) package.repository_hint = "release=" + finding.release;
    sink.Add(std::move(package));
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewKernelScanner() {
  return std::make_shared<const KernelScanner>();
}

}  // namespace claircore::scanners
