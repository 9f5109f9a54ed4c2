#include "indexer/scanners/rpm/container_manifest.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

constexpr size_t kColumns = 10;
constexpr size_t kMaxPackages = 500'000;

}  // namespace

std::optional<RpmFields> ParseManifestLine(std::string_view line) {
  std::array<std::string_view, kColumns> columns;
  for (size_t i = 0; i < kColumns; ++i) {
    const size_t end = line.find('\t');
    if (end == std::string_view::npos && i + 1 < kColumns) return std::nullopt;
    columns[i] = line.substr(0, end);
    line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  }
  const std::string_view full = columns[1];
  const size_t dash = full.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  RpmFields fields;
  fields.name = columns[0];
  fields.version = full.substr(0, dash);
  fields.release = full.substr(dash + 1);
  const std::string_view epoch = columns[8];
  const auto [end, error] =
      std::from_chars(epoch.data(), epoch.data() + epoch.size(), fields.epoch);
  if (error != std::errc() || end != epoch.data() + epoch.size()) return std::nullopt;
  fields.arch = columns[7];
  fields.source_rpm = columns[9];
  return fields;
}

absl::Status ScanContainerManifest(const Context& context, LayerView& layer, const FileEntry& file,
                                   PackageSink& sink) {
  sink.Database(file.path);
  const absl::StatusOr<std::string_view> text = layer.Contents(file);
  if (!text.ok()) {
    sink.Report(file.path, text.status());
    return context.Check();
  }
  RpmPackages packages(file.path, file.path);
  FileProblems problems;
  Ticker ticker(context);
  LineReader lines(*text);
  size_t number = 0;
  for (std::string_view line; lines.Next(line);) {
    if (absl::Status status = ticker.Tick(); !status.ok()) return status;
    if (++number > kMaxPackages) {
      sink.Report(file.path, absl::ResourceExhaustedError("too many packages"));
      break;
    }
    if (line.empty()) continue;
    const std::optional<RpmFields> fields = ParseManifestLine(line);
    absl::StatusOr<std::optional<Package>> package = absl::DataLossError("not ten columns");
    if (fields) package = packages.Make(*fields);
    if (!package.ok()) {
      problems.Add("line " + std::to_string(number) + ": " +
                   std::string(package.status().message()));
    } else if (package->has_value()) {
      sink.Add(**std::move(package));
    }
  }
  problems.SendTo(sink, file.path);
  return context.Check();
}

}  // namespace claircore::scanners
