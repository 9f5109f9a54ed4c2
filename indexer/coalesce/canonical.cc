#include "indexer/coalesce/canonical.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "indexer/checked_sort.h"

namespace claircore::internal {
namespace {

std::strong_ordering CompareWithoutSource(const Package& a, const Package& b) {
  const auto key = [](const Package& p) {
    return std::tie(p.name, p.version, p.kind, p.type, p.arch, p.module, p.cpe);
  };
  if (const auto order = key(a) <=> key(b); order != 0) return order;
  return a.normalized_version <=> b.normalized_version;
}

constexpr size_t kCheckEvery = size_t{4} << 10;  // packages

template <typename T>
absl::Status SortUnique(const Context& context, std::vector<T>& values) {
  CLAIRCORE_RETURN_IF_ERROR(CheckedSort(context, values, std::less<>()));
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return absl::OkStatus();
}

template <typename T>
void Append(std::vector<T>& from, std::vector<T>& to) {
  if (to.empty()) {
    to = std::move(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
  from.clear();
}

// items[i] becomes what items[order[i]] was. In place, as packages are large and many.
absl::Status MoveToOrder(const Context& context, std::vector<uint32_t> order,
                         std::vector<Package>& items) {
  for (uint32_t start = 0; start < order.size(); ++start) {
    if (start % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (order[start] == start) continue;
    Package first = std::move(items[start]);
    uint32_t at = start;
    while (order[at] != start) {
      const uint32_t from = order[at];
      items[at] = std::move(items[from]);
      order[at] = at;
      at = from;
    }
    items[at] = std::move(first);
    order[at] = at;
  }
  return absl::OkStatus();
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

absl::Status SortFindings(const Context& context, LayerFindings& findings) {
  std::vector<uint32_t> order(findings.packages.size());
  std::iota(order.begin(), order.end(), 0);
  CLAIRCORE_RETURN_IF_ERROR(CheckedSort(context, order, [&](uint32_t a, uint32_t b) {
    const auto by = CompareOccurrence(findings.packages[a], findings.packages[b]);
    return by != 0 ? by < 0 : a < b;
  }));
  std::vector<uint32_t> number(order.size());  // by the old place
  for (uint32_t i = 0; i < order.size(); ++i) number[order[i]] = i;
  CLAIRCORE_RETURN_IF_ERROR(MoveToOrder(context, std::move(order), findings.packages));
  // Of equal ones the first stays, and the others get its number.
  std::vector<uint32_t> kept(number.size());
  uint32_t last = 0;
  for (uint32_t i = 0; i < kept.size(); ++i) {
    if (i % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (i > 0 && CompareOccurrence(findings.packages[last], findings.packages[i]) != 0) ++last;
    if (last != i && (i == 0 || kept[i - 1] != last)) {
      findings.packages[last] = std::move(findings.packages[i]);
    }
    kept[i] = last;
  }
  if (!kept.empty()) findings.packages.resize(last + 1);
  for (uint32_t& n : number) n = kept[n];

  std::erase_if(findings.owned, [&](const OwnedFile& f) { return f.package >= number.size(); });
  for (OwnedFile& file : findings.owned) file.package = number[file.package];
  CLAIRCORE_RETURN_IF_ERROR(SortUnique(context, findings.distributions));
  CLAIRCORE_RETURN_IF_ERROR(SortUnique(context, findings.repositories));
  CLAIRCORE_RETURN_IF_ERROR(SortUnique(context, findings.databases));
  CLAIRCORE_RETURN_IF_ERROR(SortUnique(context, findings.owned));
  CLAIRCORE_RETURN_IF_ERROR(SortUnique(context, findings.problems));
  return SortUnique(context, findings.programs);
}

absl::StatusOr<LayerFindings> MergeFindings(const Context& context,
                                            std::span<LayerFindings> parts) {
  LayerFindings merged;
  for (LayerFindings& part : parts) {
    const auto base = static_cast<uint32_t>(merged.packages.size());
    const size_t packages = part.packages.size();
    Append(part.packages, merged.packages);
    Append(part.distributions, merged.distributions);
    Append(part.repositories, merged.repositories);
    Append(part.databases, merged.databases);
    Append(part.problems, merged.problems);
    Append(part.programs, merged.programs);
    for (OwnedFile file : part.owned) {
      // A stored number that names no package must not come to name the next scanner's.
      if (file.package >= packages) continue;
      file.package += base;
      merged.owned.push_back(file);
    }
    part.owned = {};
  }
  CLAIRCORE_RETURN_IF_ERROR(SortFindings(context, merged));
  return merged;
}

}  // namespace claircore::internal
