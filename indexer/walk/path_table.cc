#include "indexer/walk/path_table.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <string>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/checked_sort.h"

namespace claircore::walk {
namespace {

constexpr size_t kBlockBytes = size_t{64} << 10;

}  // namespace

absl::Status PathTable::Add(const Entry& entry) {
  const size_t size = entry.path.size() + entry.link_target.size();
  if (size > max_bytes_ - text_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the paths are longer together than the limit of ", max_bytes_, " bytes"));
  }
  text_bytes_ += size;
  char* text = Allocate(size);
  std::copy(entry.path.begin(), entry.path.end(), text);
  std::copy(entry.link_target.begin(), entry.link_target.end(), text + entry.path.size());
  records_.push_back({text, entry.size, static_cast<uint16_t>(entry.path.size()),
                      static_cast<uint16_t>(entry.link_target.size()), entry.mode, entry.kind,
                      entry.type});
  return absl::OkStatus();
}

char* PathTable::Allocate(size_t size) {
  if (size > free_size_) {
    free_size_ = std::max(size, kBlockBytes);
    blocks_.emplace_back(new char[free_size_]);
    free_ = blocks_.back().get();
  }
  char* result = free_;
  free_ += size;
  free_size_ -= size;
  return result;
}

bool PathTable::Less(uint32_t a, uint32_t b) const {
  const int order = PathOf(a).compare(PathOf(b));
  if (order != 0) return order < 0;
  if (records_[a].kind != records_[b].kind) return records_[a].kind < records_[b].kind;
  return a < b;
}

absl::Status PathTable::Seal(const Context& context) {
  sorted_.resize(records_.size());
  std::iota(sorted_.begin(), sorted_.end(), uint32_t{0});
  return internal::CheckedSort(context, sorted_,
                               [this](uint32_t a, uint32_t b) { return Less(a, b); });
}

PathTable::Entry PathTable::Get(uint32_t number) const {
  const Record& record = records_[number];
  return {{record.text, record.path_size},
          {record.text + record.path_size, record.target_size},
          record.kind,
          record.type,
          record.mode,
          record.size};
}

std::pair<size_t, size_t> PathTable::EqualRange(std::string_view path) const {
  const auto compare = [this](uint32_t number, std::string_view wanted) {
    const int order = PathOf(number).compare(wanted);
    return order != 0 ? order < 0 : records_[number].kind < Kind::kEntry;
  };
  const auto first = std::lower_bound(sorted_.begin(), sorted_.end(), path, compare);
  const auto last = std::partition_point(first, sorted_.end(),
                                         [&](uint32_t number) { return PathOf(number) == path; });
  return {first - sorted_.begin(), last - sorted_.begin()};
}

std::optional<uint32_t> PathTable::Find(std::string_view path) const {
  const auto [first, last] = EqualRange(path);
  if (first == last) return std::nullopt;
  return sorted_[last - 1];
}

std::optional<uint32_t> PathTable::FindBefore(std::string_view path, uint32_t number) const {
  const auto [first, last] = EqualRange(path);
  if (first == last) return std::nullopt;
  const auto begin = sorted_.begin() + first;
  const auto end = sorted_.begin() + last;
  const auto later = std::lower_bound(begin, end, number);
  return later == begin ? *(end - 1) : *(later - 1);
}

std::pair<size_t, size_t> PathTable::Below(std::string_view directory) const {
  if (directory.empty()) return {0, sorted_.size()};
  const std::string prefix = absl::StrCat(internal::ToAbsl(directory), "/");
  const auto first = std::partition_point(sorted_.begin(), sorted_.end(),
                                          [&](uint32_t n) { return PathOf(n) < prefix; });
  const auto last = std::partition_point(first, sorted_.end(),
                                         [&](uint32_t n) { return PathOf(n).starts_with(prefix); });
  return {first - sorted_.begin(), last - sorted_.begin()};
}

uint64_t PathTable::bytes() const {
  return blocks_.size() * kBlockBytes + records_.size() * sizeof(Record) +
         sorted_.size() * sizeof(uint32_t);
}

}  // namespace claircore::walk
