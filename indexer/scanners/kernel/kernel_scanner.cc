#include "indexer/scanners/kernel/kernel_scanner.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "claircore/base/path.h"
#include "claircore/cpe.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/scanners/kernel/kernel_file.h"
#include "indexer/scanners/kernel/packed_kernel.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/unpack/unpack.h"

namespace claircore::scanners {
namespace {

constexpr std::string_view kKernel = "linux_kernel";
// What may come out of a layer's compressed modules: those of a whole distribution's kernel, where
// each says on its first half whose it is.
constexpr uint64_t kMaxUnpacked = uint64_t{1} << 30;

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
  std::string_view base = base::BaseName(path);
  base = base.substr(0, base.find(".ko"));
  std::string name(base);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class KernelScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.kernel", "2"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(executables::kSniffBytes, Keep::kStream,
                [](const FileEntry& file, std::string_view head) {
                  const KernelFile kind = KernelFileOf(file.path, file.size, head);
                  return kind != KernelFile::kNone && kind != KernelFile::kLargeModule;
                });
    wants.Sniff(executables::kSniffBytes, Keep::kRandomAccess,
                [](const FileEntry& file, std::string_view head) {
                  return KernelFileOf(file.path, file.size, head) == KernelFile::kLargeModule ||
                         PackedKernelOf(file.path, head).packing != internal::Packing::kNone;
                });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return NewKernelStream(file);
  }

  absl::Status Scan(const Context& context, LayerView& layer, PackageSink& sink) const override {
    std::vector<FileEntry> files;
    layer.ForEach([&](const FileEntry& file) {
      files.push_back(file);
      return true;
    });
    // Those outside of the tree first: the budget is for them.
    std::stable_partition(files.begin(), files.end(), [](const FileEntry& file) {
      return file.path.find("/kernel/") == file.path.npos;
    });
    Ticker ticker(context);
    uint64_t budget = kMaxUnpacked;
    for (const FileEntry& file : files) {
      CLAIRCORE_RETURN_IF_ERROR(ticker.Tick());
      const absl::StatusOr<std::optional<KernelFinding>> finding =
          FindingOf(context, layer, file, budget);
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!finding.ok()) {
        sink.Report(file.path, finding.status());
      } else if (finding->has_value()) {
        Add(file.path, **finding, sink);
      }
    }
    return context.Check();
  }

 private:
  static absl::StatusOr<std::optional<KernelFinding>> FindingOf(const Context& context,
                                                                const LayerView& layer,
                                                                const FileEntry& file,
                                                                uint64_t& budget) {
    // OnStream() made it.
    const auto* stream = static_cast<const KernelStream*>(layer.Consumer(file));
    if (stream != nullptr) return stream->finding();
    const auto source = layer.Open(file);
    if (source.ok() && file.path.ends_with(".ko")) return FindModule(**source);
    if (source.ok()) return FindInPacked(context, **source, file.path, budget);
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
