#include "indexer/walk/blob_store.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"

namespace claircore::walk {
namespace {

std::span<const std::byte> AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

absl::Status TooLarge(const char* limit_name, uint64_t limit) {
  return absl::ResourceExhaustedError(absl::StrCat("larger than ", limit_name, " (", limit, ")"));
}

class MemorySource final : public RandomAccessSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= bytes_.size()) return size_t{0};
    const size_t size = std::min<uint64_t>(buffer.size(), bytes_.size() - position);
    if (size != 0) std::memcpy(buffer.data(), bytes_.data() + position, size);
    return size;
  }

 private:
  const std::string_view bytes_;
};

// One file's part of the temporary file.
class SpoolSource final : public RandomAccessSource {
 public:
  SpoolSource(const RandomAccessSource& file, uint64_t offset, uint64_t size)
      : file_(file), offset_(offset), size_(size) {}
  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= size_) return size_t{0};
    const size_t size = std::min<uint64_t>(buffer.size(), size_ - position);
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t got,
                               file_.ReadAt(offset_ + position, buffer.first(size)));
    if (got != size) return absl::DataLossError("the temporary file is cut off");
    return got;
  }

 private:
  const RandomAccessSource& file_;
  const uint64_t offset_;
  const uint64_t size_;
};

}  // namespace

BlobStore::BlobStore(const IndexLimits& limits, TemporaryStorage* storage,
                     std::shared_ptr<ByteBudget> budget)
    : limits_(limits), storage_(storage), budget_(std::move(budget)) {}

BlobStore::~BlobStore() {
  for (const Blob& blob : blobs_) budget_->Return(blob.taken);
}

void BlobStore::Begin(Want::Level level, uint64_t expected_size) {
  Blob& blob = blobs_.emplace_back();
  limit_ = limits_.max_contents_bytes;
  limit_name_ = "max_contents_bytes";
  if (level == Want::Level::kRandomAccess && limits_.max_file_bytes > limit_) {
    limit_ = limits_.max_file_bytes;
    limit_name_ = "max_file_bytes";
  }
  if (expected_size > limit_) {
    Refuse(TooLarge(limit_name_, limit_));
  } else if (TakeFor(expected_size)) {
    blob.memory.reserve(expected_size);
  } else {
    blob.spooled = true;
  }
}

absl::StatusOr<bool> BlobStore::Append(const Context& context, std::string_view bytes) {
  Blob& blob = blobs_.back();
  if (!blob.status.ok()) return false;
  if (bytes.size() > limit_ - blob.size) {
    Refuse(TooLarge(limit_name_, limit_));
    return false;
  }
  if (!blob.spooled && !TakeFor(blob.size + bytes.size())) {
    // The file is larger than announced.
    const std::string memory = std::move(blob.memory);
    blob.spooled = true;
    blob.size = 0;
    CLAIRCORE_RETURN_IF_ERROR(Spool(context, memory));
    Release(blob);
  }
  if (blob.spooled) {
    CLAIRCORE_RETURN_IF_ERROR(Spool(context, bytes));
  } else {
    blob.memory.append(bytes);
    blob.size += bytes.size();
  }
  return true;
}

BlobStore::Id BlobStore::End() {
  Blob& blob = blobs_.back();
  if (!blob.spooled) {
    budget_->Return(blob.taken - blob.size);
    blob.taken = blob.size;
    buffered_ += blob.size;
  }
  return static_cast<Id>(blobs_.size() - 1);
}

void BlobStore::Abandon() {
  Release(blobs_.back());
  blobs_.pop_back();
}

absl::StatusOr<std::string_view> BlobStore::Contents(Id id, std::string& scratch) const {
  const Blob& blob = blobs_[id];
  CLAIRCORE_RETURN_IF_ERROR(blob.status);
  if (blob.size > limits_.max_contents_bytes) {
    return TooLarge("max_contents_bytes", limits_.max_contents_bytes);
  }
  if (!blob.spooled || blob.size == 0) return blob.memory;
  scratch.resize(blob.size);
  const SpoolSource source(*file_, blob.offset, blob.size);
  CLAIRCORE_ASSIGN_OR_RETURN(
      const size_t got,
      source.ReadAt(0, std::as_writable_bytes(std::span(scratch.data(), scratch.size()))));
  return std::string_view(scratch.data(), got);
}

absl::StatusOr<std::unique_ptr<RandomAccessSource>> BlobStore::Open(Id id) const {
  const Blob& blob = blobs_[id];
  CLAIRCORE_RETURN_IF_ERROR(blob.status);
  if (!blob.spooled || blob.size == 0) return std::make_unique<MemorySource>(blob.memory);
  return std::make_unique<SpoolSource>(*file_, blob.offset, blob.size);
}

// Whether the file being written may be in memory at this size.
bool BlobStore::TakeFor(uint64_t size) {
  Blob& blob = blobs_.back();
  if (size <= blob.taken) return true;
  if (size > limits_.max_buffered_file_bytes || !budget_->TryTake(size - blob.taken)) return false;
  blob.taken = size;
  return true;
}

absl::Status BlobStore::Spool(const Context& context, std::string_view bytes) {
  if (bytes.empty()) return absl::OkStatus();
  if (bytes.size() > limits_.max_spooled_layer_bytes - spooled_) {
    return TooLarge("max_spooled_layer_bytes", limits_.max_spooled_layer_bytes);
  }
  if (file_ == nullptr) {
    CLAIRCORE_ASSIGN_OR_RETURN(file_, storage_->Create(context));
  }
  CLAIRCORE_RETURN_IF_ERROR(file_->Append(AsBytes(bytes)));
  Blob& blob = blobs_.back();
  if (blob.size == 0) blob.offset = spooled_;
  blob.size += bytes.size();
  spooled_ += bytes.size();
  return absl::OkStatus();
}

void BlobStore::Refuse(absl::Status why) {
  Blob& blob = blobs_.back();
  blob.status = std::move(why);
  blob.memory = std::string();
  blob.size = 0;
  Release(blob);
}

void BlobStore::Release(Blob& blob) {
  budget_->Return(blob.taken);
  blob.taken = 0;
}

}  // namespace claircore::walk
