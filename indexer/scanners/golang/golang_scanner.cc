#include "indexer/scanners/golang/golang_scanner.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/layout.h"
#include "indexer/scanners/golang/build_info.h"
#include "indexer/scanners/golang/build_info_stream.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/once_for_bytes.h"

namespace claircore::scanners {
namespace {

// What Go calls a program that was made of files and not of a package: the name of no module.
constexpr std::string_view kNoPath = "command-line-arguments";

class GolangScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"claircore.golang", "2"}; }

  void Want(FileWants& wants) const override {
    wants.Sniff(executables::kSniffBytes, Keep::kStream,
                [](const FileEntry&, std::string_view head) {
                  return executables::FormatOf(head) != executables::Format::kNone;
                });
  }

  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return std::make_unique<BuildInfoStream>(file.size);
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
  static absl::Status ScanFile(const Context& context, LayerView& layer, const FileEntry& file,
                               PackageSink& sink) {
    // OnStream() made it.
    const auto* stream = static_cast<const BuildInfoStream*>(layer.Consumer(file));
    if (stream == nullptr) return absl::OkStatus();
    if (!stream->status().ok()) sink.Report(file.path, stream->status());
    if (!stream->found().has_value()) return absl::OkStatus();
    if (absl::Status status = context.Check(); !status.ok()) return status;
    GoBuildInfo info = ParseGoBuildInfo(stream->found()->modules);
    const std::string platform = GoPlatform(info);
    const auto add = [&](GoModule module, std::string_view hint = "") {
      Package package;
      package.name = std::move(module.path);
      package.version = std::move(module.version);
      package.kind = PackageKind::kBinary;
      package.type = "golang";
      package.arch = platform;
      package.repository_hint = hint;
      package.package_db = "go:" + file.path;
      package.filepath = file.path;
      sink.Add(std::move(package));
    };
    std::string release = GoRelease(stream->found()->toolchain);
    if (!release.empty()) add({"stdlib", std::move(release)});
    GoModule main{info.main.path, GoMainVersion(info)};
    // Programs of before there were modules have the path of their package alone.
    if (main.path.empty()) main.path = info.path;
    // Its version is what the checkout knew, which may be no tag at all.
    if (!main.path.empty() && main.path != kNoPath) add(std::move(main), "role=main");
    Ticker ticker(context);
    for (GoModule& module : info.dependencies) {
      add(std::move(module));
      if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }
};

}  // namespace

std::shared_ptr<const PackageScanner> NewGolangScanner() {
  return std::make_shared<const GolangScanner>();
}

}  // namespace claircore::scanners
