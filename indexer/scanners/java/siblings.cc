#include "indexer/scanners/java/siblings.h"

#include <cstddef>

namespace claircore::scanners {
namespace {

constexpr size_t kMaxSiblings = 100'000;

}  // namespace

// "" of an artifact of a single word, as "core" is nobody's.
std::string Siblings::Key(const JarPackage& package) {
  const std::string& artifact = package.coordinates.artifact;
  const size_t end = artifact.find('-');
  constexpr size_t kEnough = 3;
  if (end == std::string::npos || end < kEnough) return {};
  return package.folder + '\n' + artifact.substr(0, end) + '\n' + package.coordinates.version;
}

void Siblings::Learn(const JarPackage& package) {
  if (!package.own || groups_.size() >= kMaxSiblings) return;
  std::string key = Key(package);
  if (key.empty()) return;
  const auto [at, fresh] = groups_.try_emplace(std::move(key), package.coordinates.group);
  if (!fresh && at->second != package.coordinates.group) at->second.clear();
}

std::string Siblings::GroupOf(const JarPackage& package) const {
  const auto found = groups_.find(Key(package));
  return found == groups_.end() ? std::string() : found->second;
}

}  // namespace claircore::scanners
