#include "indexer/scanners/distributions/distributions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indexer/scanners/distributions/systems.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

// In the order in which os-release(5) looks.
constexpr std::string_view kOsRelease[] = {"etc/os-release", "usr/lib/os-release"};
// Of a release file: what follows is not read.
constexpr size_t kMaxBytes = 64 << 10;

bool Claims(const System& system, std::string_view id) {
  return std::any_of(system.ids.begin(), system.ids.end(),
                     [&](std::string_view own) { return EqualsIgnoreCase(own, id); });
}

std::optional<std::string> ReadSmall(LayerView& layer, std::string_view path,
                                     DistributionSink& sink) {
  const FileEntry* file = layer.Find(path);
  if (file == nullptr) return std::nullopt;
  const absl::StatusOr<std::string_view> text = layer.Contents(*file);
  if (!text.ok()) {
    sink.Report(file->path, text.status());
    return std::nullopt;
  }
  return std::string(text->substr(0, kMaxBytes));
}

// The first os-release that names a system; absent if there is none.
std::optional<OsRelease> FindOsRelease(ReadFile read) {
  for (std::string_view path : kOsRelease) {
    const std::optional<std::string> text = read(path);
    if (!text) continue;
    OsRelease release = ParseOsRelease(*text);
    if (!release.id.empty()) return release;
  }
  return std::nullopt;
}

class Detector final : public DistributionDetector {
 public:
  explicit Detector(const System& system) : system_(system) {}

  ScannerId id() const override {
    return {"claircore.distribution." + std::string(system_.name), "1"};
  }

  void Want(FileWants& wants) const override {
    for (std::string_view path : kOsRelease) wants.Path(path, Keep::kContents);
    for (std::string_view path : system_.files) WantSmall(path, wants);
    for (const ReleaseFile& file : system_.release_files) WantSmall(file.path, wants);
    WantSmall(system_.unless, wants);
    WantSmall(system_.refine_file, wants);
  }

  absl::Status Detect(const Context& context, LayerView& layer,
                      DistributionSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    const auto read = [&](std::string_view path) { return ReadSmall(layer, path, sink); };
    std::optional<Distribution> found;
    if (system_.detect_first) found = system_.detect(read);
    if (!found) {
      if (const std::optional<OsRelease> release = FindOsRelease(read)) {
        if (Claims(system_, release->id)) found = Describe(*release, read);
      } else if (system_.detect != nullptr) {
        found = system_.detect(read);
      } else {
        found = FromReleaseFiles(system_, read);
      }
    }
    if (found) sink.Add(*std::move(found));
    return context.Check();
  }

 private:
  Distribution Describe(const OsRelease& release, ReadFile read) const {
    Distribution found = system_.describe(release);
    if (system_.refine == nullptr) return found;
    if (const auto text = read(system_.refine_file)) system_.refine(*text, found);
    return found;
  }

  // Rows have fewer paths than places for them.
  static void WantSmall(std::string_view path, FileWants& wants) {
    if (!path.empty()) wants.Path(path, Keep::kContents);
  }

  const System& system_;  // a row of the table
};

class OtherDetector final : public DistributionDetector {
 public:
  ScannerId id() const override { return {"claircore.distribution.other", "1"}; }

  void Want(FileWants& wants) const override {
    for (std::string_view path : kOsRelease) wants.Path(path, Keep::kContents);
  }

  absl::Status Detect(const Context& context, LayerView& layer,
                      DistributionSink& sink) const override {
    if (absl::Status status = context.Check(); !status.ok()) return status;
    const auto release =
        FindOsRelease([&](std::string_view path) { return ReadSmall(layer, path, sink); });
    if (!release) return absl::OkStatus();
    for (const System& system : Systems()) {
      if (Claims(system, release->id)) return absl::OkStatus();
    }
    sink.Add(AsWritten(*release));
    return absl::OkStatus();
  }
};

}  // namespace

std::vector<std::shared_ptr<const DistributionDetector>> NewDistributionDetectors(Family family) {
  std::vector<std::shared_ptr<const DistributionDetector>> detectors;
  for (const System& system : Systems()) {
    if (system.family == family) detectors.push_back(std::make_shared<const Detector>(system));
  }
  return detectors;
}

std::shared_ptr<const DistributionDetector> NewOtherDistributionDetector() {
  return std::make_shared<const OtherDetector>();
}

}  // namespace claircore::scanners
