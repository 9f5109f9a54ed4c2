#include "indexer/coalesce/test_layers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/context.h"

namespace claircore::internal {
namespace {

[[noreturn]] void Die(std::string_view what) {
  std::fprintf(stderr, "test data: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

}  // namespace

std::map<std::string, TestFact> ParseLayer(const std::vector<std::string>& lines) {
  std::map<std::string, TestFact> facts;
  for (std::string line : lines) {
    const char mark = line.empty() ? '*' : line[0];
    if (mark == '!' || mark == '*') {
      PathFact& fact = facts[line.empty() ? "" : line.substr(1)].fact;
      (mark == '!' ? fact.whiteout : fact.opaque) = true;
      continue;
    }
    TestFact entry;
    entry.fact.entry = true;
    if (const size_t arrow = line.find(" -> "); arrow != line.npos) {
      entry.fact.type = FileType::kSymlink;
      entry.target = line.substr(arrow + 4);
      line.resize(arrow);
    } else if (line.back() == '/') {
      entry.fact.type = FileType::kDirectory;
      line.pop_back();
    }
    TestFact& fact = facts[line];
    entry.fact.whiteout = fact.fact.whiteout;
    entry.fact.opaque = fact.fact.opaque;
    fact = std::move(entry);
  }
  return facts;
}

std::shared_ptr<const PathTable> TableOf(const std::map<std::string, TestFact>& facts) {
  PathTableWriter writer;
  for (const auto& [path, test] : facts) {
    PathFact fact = test.fact;
    fact.link_target = test.target;
    if (const absl::Status status = writer.Add(path, fact); !status.ok()) Die(status.ToString());
  }
  return std::make_shared<const PathTable>(std::move(writer).Finish());
}

std::shared_ptr<const PathTable> TableOf(const std::vector<std::string>& lines) {
  return TableOf(ParseLayer(lines));
}

Digest TestDigest(size_t n) {
  std::string hex = std::to_string(n);
  hex.insert(0, 64 - hex.size(), '0');
  return *Digest::Parse("sha256:" + hex);
}

std::unique_ptr<const Image> ImageOf(const std::vector<std::vector<std::string>>& layers,
                                     const std::vector<LayerFindings>& findings) {
  // An image does not own its findings: those of tests live as long as the program.
  static auto* const kept = new std::deque<std::vector<LayerFindings>>();
  const std::vector<LayerFindings>& own = kept->emplace_back(findings);
  std::vector<ImageLayer> images;
  for (size_t i = 0; i < layers.size(); ++i) {
    ImageLayer& image = images.emplace_back(ImageLayer{TestDigest(i), TableOf(layers[i]), {}});
    if (i < own.size()) image.findings.push_back(&own[i]);
  }
  auto image = Image::Create(Context::Background(), std::move(images));
  if (!image.ok()) Die(image.status().ToString());
  return *std::move(image);
}

Package TestPackage(std::string_view name, std::string_view version, std::string_view filepath) {
  Package package;
  package.name = name;
  package.version = version;
  package.filepath = filepath;
  package.package_db = filepath;
  return package;
}

std::vector<std::string> Occurrences(const IndexReport& report, const ImageView& image) {
  std::vector<std::string> lines;
  for (const auto& [id, environments] : report.environments) {
    const Package& package = report.packages.at(id);
    for (const Environment& e : environments) {
      std::string line = package.name + " " + package.version + " @" + e.filepath;
      const auto layers = image.layers();
      const auto layer = std::find(layers.begin(), layers.end(), e.introduced_in);
      line += " introduced=" + std::to_string(layer - layers.begin());
      if (!e.distribution_id.empty()) {
        const Distribution& d = report.distributions.at(e.distribution_id);
        line += " dist=" + d.did + ":" + d.version_id;
      }
      for (const std::string& repository : e.repository_ids) {
        line += " repo=" + report.repositories.at(repository).name;
      }
      if (!e.owner_id.empty()) line += " owner=" + report.packages.at(e.owner_id).name;
      lines.push_back(std::move(line));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace claircore::internal
