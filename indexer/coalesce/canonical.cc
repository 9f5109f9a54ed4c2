#include "indexer/coalesce/canonical.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace claircore::internal {
namespace {

std::strong_ordering CompareWithoutSource(const Package& a, const Package& b) {
  const auto key = [](const Package& p) {
    return std::tie(p.name, p.version, p.kind, p.type, p.arch, p.module, p.cpe);
  };
  if (const auto order = key(a) <=> key(b); order != 0) return order;
  return a.normalized_version <=> b.normalized_version;
}

template <typename T>
void SortUnique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

std::strong_ordering CompareIdentity(const Package& a, const Package& b) {
  if (const auto order = CompareWithoutSource(a, b); order != 0) return order;
  if (a.source == b.source) return std::strong_ordering::equal;
  if (a.source == nullptr) return std::strong_ordering::less;
  if (b.source == nullptr) return std::strong_ordering::greater;
  return CompareWithoutSource(*a.source, *b.source);
}

std::strong_ordering CompareOccurrence(const Package& a, const Package& b) {
  if (const auto order = a.filepath <=> b.filepath; order != 0) return order;
  if (const auto order = CompareIdentity(a, b); order != 0) return order;
  return std::tie(a.package_db, a.repository_hint, a.detector) <=>
         std::tie(b.package_db, b.repository_hint, b.detector);
}

void SortFindings(LayerFindings& findings) {
  std::vector<uint32_t> order(findings.packages.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const auto by = CompareOccurrence(findings.packages[a], findings.packages[b]);
    return by != 0 ? by < 0 : a < b;
  });
  std::vector<Package> packages;
  packages.reserve(order.size());
  std::vector<uint32_t> number(order.size());
  for (uint32_t old : order) {
    Package& package = findings.packages[old];
    if (packages.empty() || CompareOccurrence(packages.back(), package) != 0) {
      packages.push_back(std::move(package));
    }
    number[old] = static_cast<uint32_t>(packages.size() - 1);
  }
  findings.packages = std::move(packages);

  std::erase_if(findings.owned, [&](const OwnedFile& f) { return f.package >= number.size(); });
  for (OwnedFile& file : findings.owned) file.package = number[file.package];
  SortUnique(findings.distributions);
  SortUnique(findings.repositories);
  SortUnique(findings.databases);
  SortUnique(findings.owned);
  SortUnique(findings.problems);
}

LayerFindings MergeFindings(std::span<const LayerFindings* const> parts) {
  LayerFindings merged;
  for (const LayerFindings* part : parts) {
    const uint32_t base = static_cast<uint32_t>(merged.packages.size());
    Append(part->packages, merged.packages);
    Append(part->distributions, merged.distributions);
    Append(part->repositories, merged.repositories);
    Append(part->databases, merged.databases);
    Append(part->problems, merged.problems);
    for (OwnedFile file : part->owned) {
      // A stored number that names no package must not come to name the next scanner's.
      if (file.package >= part->packages.size()) continue;
      file.package += base;
      merged.owned.push_back(file);
    }
  }
  SortFindings(merged);
  return merged;
}

}  // namespace claircore::internal
