#include "indexer/walk/walk_test_util.h"

#include <random>

namespace claircore::walk {

std::unique_ptr<StreamConsumer> TestScanner::OnStream(const FileEntry&) const {
  return std::make_unique<TestConsumer>();
}

std::shared_ptr<const LayerScanner> Wanting(std::function<void(FileWants&)> want) {
  return std::make_shared<TestScanner>(std::move(want));
}

absl::StatusOr<std::unique_ptr<WalkedLayer>> WalkTest::Walk(std::string blob,
                                                            testing::Compression compression) {
  if (walker == nullptr) {
    auto created = LayerWalker::Create(scanners, limits, temporary.get(), executor);
    if (!created.ok()) return created.status();
    walker = *std::move(created);
  }
  if (compression != testing::Compression::kNone) blob = testing::Compress(blob, compression);
  const LayerDescription layer = fetcher.Add(std::move(blob));
  return walker->Walk(context, fetcher, layer, std::vector<bool>(scanners.size(), true));
}

absl::Status WalkTest::Fails(std::string blob) { return Walk(std::move(blob)).status(); }

std::vector<std::string> Seen(const WalkedLayer& layer, size_t scanner) {
  const std::unique_ptr<LayerView> view = layer.ViewFor(scanner);
  std::vector<std::string> seen;
  view->ForEach([&](const FileEntry& file) {
    std::string line = file.path;
    const absl::StatusOr<std::string_view> contents = view->Contents(file);
    if (contents.ok()) {
      line.append("=").append(*contents);
    } else if (!absl::IsFailedPrecondition(contents.status())) {
      line += "=!" + absl::StatusCodeToString(contents.status().code());
    }
    seen.push_back(line);
    return true;
  });
  return seen;
}

std::vector<std::string> Paths(const WalkedLayer& layer) {
  std::vector<std::string> paths;
  layer.ForEachPath([&](const PathRecord& record) {
    std::string line(record.path);
    if (record.whiteout) {
      line.insert(0, "-");
    } else if (record.opaque) {
      line += "/*";
    } else if (record.type == FileType::kDirectory) {
      line += "/";
    } else if (record.type == FileType::kSymlink || record.type == FileType::kHardLink) {
      line.append(">").append(record.link_target);
    }
    paths.push_back(line);
  });
  return paths;
}

std::vector<std::string> Problems(const WalkedLayer& layer) {
  std::vector<std::string> lines;
  for (const Problem& problem : layer.problems()) {
    lines.push_back(problem.code + " " + problem.path + ": " + problem.message);
  }
  return lines;
}

std::string Noise(size_t size, unsigned seed) {
  std::mt19937_64 random(seed);
  std::string bytes;
  bytes.reserve(size + 8);
  while (bytes.size() < size) {
    const uint64_t word = random();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof(word));
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace claircore::walk
