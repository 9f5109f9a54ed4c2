#include "indexer/walk/blob_store.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/base/sources.h"
#include "claircore/internal/status_macros.h"

namespace claircore::walk {
namespace {

std::span<const std::byte> AsBytes(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

absl::Status TooLarge(const char* limit_name, uint64_t limit) {
  return absl::ResourceExhaustedError(absl::StrCat("larger than ", limit_name, " (", limit, ")"));
}

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
  const base::SliceSource source(file_.get(), blob.offset, blob.size);
  CLAIRCORE_ASSIGN_OR_RETURN(
      const size_t got,
      source.ReadAt(0, std::as_writable_bytes(std::span(scratch.data(), scratch.size()))));
  return std::string_view(scratch.data(), got);
}

absl::StatusOr<std::unique_ptr<RandomAccessSource>> BlobStore::Open(Id id) const {
  const Blob& blob = blobs_[id];
  CLAIRCORE_RETURN_IF_ERROR(blob.status);
  if (!blob.spooled || blob.size == 0) return std::make_unique<base::MemorySource>(blob.memory);
  return std::make_unique<base::SliceSource>(file_.get(), blob.offset, blob.size);
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
