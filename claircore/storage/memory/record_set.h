#ifndef CLAIRCORE_STORAGE_MEMORY_RECORD_SET_H_
#define CLAIRCORE_STORAGE_MEMORY_RECORD_SET_H_

#include <compare>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/storage/memory/blob.h"

namespace claircore::memory {

// FNV-1a. Stored in files, so it must not change.
uint64_t StableHash(std::string_view bytes);

// One encoded advisory or enrichment.
struct Record {
  std::string key;              // the source key, by which deltas replace
  std::string bytes;            // the encoded message
  std::vector<uint64_t> terms;  // hashes under which it is found
  friend bool operator==(const Record& a, const Record& b) {
    return a.key == b.key && a.bytes == b.bytes;
  }
  friend auto operator<=>(const Record& a, const Record& b) {
    return std::tie(a.key, a.bytes) <=> std::tie(b.key, b.bytes);
  }
};

// A run of records, compressed together. Where runs end depends on the keys alone, so that two
// sets that differ in few records have most blocks in common, and share them.
class RecordBlock {
 public:
  // Sorted by (term, record); a record's number within the block.
  using Terms = std::vector<std::pair<uint64_t, uint32_t>>;

  RecordBlock(std::string content_id, uint32_t count, std::shared_ptr<const Blob> records,
              std::shared_ptr<const Blob> terms)
      : content_id_(std::move(content_id)),
        count_(count),
        records_(std::move(records)),
        terms_(std::move(terms)) {}

  const std::string& content_id() const { return content_id_; }  // SHA-256 of the raw records
  uint32_t count() const { return count_; }
  const std::shared_ptr<const Blob>& records() const { return records_; }
  const std::shared_ptr<const Blob>& terms() const { return terms_; }

  // In order. DATA_LOSS.
  absl::Status ForEach(
      absl::FunctionRef<absl::Status(uint32_t number, std::string_view key, std::string_view bytes)>
          visit) const;
  // Decoded at the first call.
  absl::StatusOr<const Terms*> DecodedTerms() const;

 private:
  const std::string content_id_;
  const uint32_t count_;
  const std::shared_ptr<const Blob> records_;
  const std::shared_ptr<const Blob> terms_;
  mutable std::once_flag terms_once_;
  mutable absl::StatusOr<Terms> decoded_terms_ = Terms();
};

// The records of one operation, sorted. Immutable, thread-safe.
class RecordSet {
 public:
  using Blocks = std::vector<std::shared_ptr<const RecordBlock>>;
  explicit RecordSet(Blocks blocks) : blocks_(std::move(blocks)) {}

  // Takes sorted, distinct records. Blocks that `previous` (may be null) has already are shared.
  static absl::StatusOr<std::shared_ptr<const RecordSet>> Build(const Context& context,
                                                                std::span<const Record> records,
                                                                const RecordSet* previous);

  const Blocks& blocks() const { return blocks_; }
  absl::Status ForEach(
      const Context& context,
      absl::FunctionRef<absl::Status(std::string_view key, std::string_view bytes)> visit) const;
  // Every record with one of `terms`, once; and, by collision, now and then another.
  absl::Status Find(const Context& context, std::span<const uint64_t> terms,
                    absl::FunctionRef<absl::Status(std::string_view bytes)> visit) const;

 private:
  Blocks blocks_;
};

// The records of `b` that `a` lacks, in order. Blocks that both have are not looked at.
absl::StatusOr<std::vector<std::string>> RecordsOnlyIn(const Context& context, const RecordSet& b,
                                                       const RecordSet& a);

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_RECORD_SET_H_
