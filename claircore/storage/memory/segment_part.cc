#include "claircore/storage/memory/segment_part.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::memory {
namespace {

using claircore::internal::ToAbsl;

// On the heap, in words for the alignment that SharedBytes promises.
class HeapBytes final : public SharedBytes {
 public:
  explicit HeapBytes(std::string_view bytes)
      : size_(bytes.size()), words_(new uint64_t[bytes.size() / 8 + 1]) {
    if (!bytes.empty()) std::memcpy(words_.get(), bytes.data(), bytes.size());
  }
  std::string_view in_place() const override {
    return {reinterpret_cast<const char*>(words_.get()), size_};
  }

 private:
  const size_t size_;
  const std::unique_ptr<uint64_t[]> words_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const SharedBytes>> SegmentPart::Open(const Context& context,
                                                                     std::string_view name) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  const auto it = segments_.find(name);
  if (it == segments_.end()) {
    return absl::NotFoundError(absl::StrCat("no segment '", ToAbsl(name), "'"));
  }
  return it->second;
}

absl::Status SegmentPart::Put(const Context& context, std::string_view name,
                              std::string_view bytes) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const bool valid = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("._@-").find(c) != std::string_view::npos;
  });
  if (!valid) {
    return absl::InvalidArgumentError(absl::StrCat("no segment name: '", ToAbsl(name), "'"));
  }
  auto copy = std::make_shared<const HeapBytes>(bytes);
  const std::lock_guard lock(mutex_);
  segments_[std::string(name)] = std::move(copy);
  changed_->store(true);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> SegmentPart::List(const Context& context) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  std::vector<std::string> names;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, bytes] : segments_) names.push_back(name);
  return names;
}

absl::Status SegmentPart::Delete(const Context& context, std::string_view name) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  const auto it = segments_.find(name);
  if (it == segments_.end()) return absl::OkStatus();
  segments_.erase(it);
  changed_->store(true);
  return absl::OkStatus();
}

SegmentPart::Snapshot SegmentPart::Take() const {
  const std::lock_guard lock(mutex_);
  return segments_;
}

void SegmentPart::Restore(Snapshot snapshot) {
  const std::lock_guard lock(mutex_);
  segments_ = std::move(snapshot);
}

absl::StatusOr<std::string> NotificationPart::Delivered(const Context& context,
                                                        std::string_view updater) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  const auto it = delivered_.find(updater);
  return it == delivered_.end() ? std::string() : it->second;
}

absl::Status NotificationPart::SetDelivered(const Context& context, std::string_view updater,
                                            std::string_view ref) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  const std::lock_guard lock(mutex_);
  delivered_[std::string(updater)] = ref;
  changed_->store(true);
  return absl::OkStatus();
}

NotificationPart::Snapshot NotificationPart::Take() const {
  const std::lock_guard lock(mutex_);
  return delivered_;
}

void NotificationPart::Restore(Snapshot snapshot) {
  const std::lock_guard lock(mutex_);
  delivered_ = std::move(snapshot);
}

}  // namespace claircore::memory
