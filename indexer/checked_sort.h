#ifndef CLAIRCORE_INDEXER_CHECKED_SORT_H_
#define CLAIRCORE_INDEXER_CHECKED_SORT_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/internal/status_macros.h"

namespace claircore::internal {

// Sorts, and looks at the context every few thousand elements: millions of them take seconds.
// Equal elements may come in any order, the same each time. After an error the elements are in some
// order, and some have been moved from.
template <typename T, typename Less>
absl::Status CheckedSort(const Context& context, std::vector<T>& all, Less less) {
  constexpr size_t kRun = size_t{16} << 10;
  const size_t size = all.size();
  for (size_t begin = 0; begin < size; begin += kRun) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::sort(all.begin() + begin, all.begin() + std::min(size, begin + kRun), less);
  }
  if (size <= kRun) return absl::OkStatus();
  std::vector<T> merged;
  merged.reserve(size);
  for (size_t run = kRun; run < size; run *= 2) {
    merged.clear();
    for (size_t begin = 0; begin < size; begin += 2 * run) {
      size_t left = begin, right = std::min(size, begin + run);
      const size_t middle = right, end = std::min(size, begin + 2 * run);
      while (left < middle || right < end) {
        if (merged.size() % kRun == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
        const bool take_left = left < middle && (right == end || !less(all[right], all[left]));
        merged.push_back(std::move(take_left ? all[left++] : all[right++]));
      }
    }
    all.swap(merged);
  }
  return absl::OkStatus();
}

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_CHECKED_SORT_H_
