#ifndef UPDATER_BLOB_SPOOL_H_
#define UPDATER_BLOB_SPOOL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// Limits on what one updater may fetch; hostile hosts are cut off here.
struct BlobLimits {
  size_t members = 100'000;
  uint64_t bytes = uint64_t{16} << 30;
};

// Whether `name` is what BlobWriter::Add() promises: [A-Za-z0-9._/-]+, at most 512 bytes.
bool IsMemberName(std::string_view name);

// What one updater fetched, in one temporary file: written once, then read any number of times.
class BlobSpool final : public BlobWriter, public BlobReader {
 public:
  // `temporary` must outlive this.
  explicit BlobSpool(TemporaryStorage* temporary, BlobLimits limits = {})
      : temporary_(temporary), limits_(limits) {}

  absl::Status Add(const Context& context, std::string_view member, ByteSource& bytes) override;
  absl::Status ForEach(absl::FunctionRef<absl::Status(const Member&)> visit) override;

  // For writers that have the bytes in pieces: begins a member, then adds to the last one.
  absl::Status Begin(const Context& context, std::string_view member);
  absl::Status Append(std::span<const std::byte> bytes);

  size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string name;
    uint64_t begin = 0, end = 0;
  };
  TemporaryStorage* const temporary_;
  const BlobLimits limits_;
  std::unique_ptr<TemporaryFile> file_;  // made at the first member
  std::vector<Entry> entries_;
  std::set<std::string, std::less<>> names_;
};

}  // namespace claircore::update

#endif  // UPDATER_BLOB_SPOOL_H_
