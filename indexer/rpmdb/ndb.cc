#include "indexer/rpmdb/ndb.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/base/endian.h"
#include "indexer/rpmdb/bytes.h"

namespace claircore::rpmdb {
namespace {

constexpr size_t kPageBytes = 4096;
constexpr size_t kBlockBytes = 16;  // also those of a slot
constexpr size_t kFileHeaderBytes = 32;
constexpr size_t kHeadBytes = 16;  // of a blob: magic, package, generation, length
constexpr size_t kTailBytes = 12;  // checksum, length, magic
// Far more than any system installs.
constexpr size_t kMaxSlots = 500'000;

uint32_t U32(std::string_view bytes, size_t at) {
  return base::Load<uint32_t>(bytes.data() + at, base::ByteOrder::kLittle);
}

bool HasMagic(std::string_view bytes, size_t at, std::string_view magic) {
  return bytes.substr(at, magic.size()) == magic;
}

// RFC 1950, section 8.2. The sums are reduced before they can overflow.
uint32_t Adler32(std::string_view bytes) {
  constexpr uint32_t kModulus = 65521;
  constexpr size_t kRun = 5552;
  uint32_t a = 1, b = 0;
  while (!bytes.empty()) {
    for (char c : bytes.substr(0, kRun)) {
      a += static_cast<uint8_t>(c);
      b += a;
    }
    a %= kModulus;
    b %= kModulus;
    bytes.remove_prefix(std::min(kRun, bytes.size()));
  }
  return b << 16 | a;
}

struct Slot {
  uint32_t package;
  uint32_t block;   // where its blob begins
  uint32_t blocks;  // and how long it is
};

class NdbReader {
 public:
  NdbReader(const Context& context, const RandomAccessSource& file, RecordVisitor& visitor)
      : context_(context), file_(file), visitor_(visitor) {}

  absl::Status Read() {
    if (absl::Status s = ReadSlots(); !s.ok()) return s;
    std::sort(slots_.begin(), slots_.end(), [](const Slot& a, const Slot& b) {
      return a.block != b.block ? a.block < b.block : a.package < b.package;
    });
    free_ = slot_pages_ * (kPageBytes / kBlockBytes);
    for (const Slot& slot : slots_) {
      absl::Status status = context_.Check();
      if (!status.ok()) return status;
      status = ReadBlob(slot);
      if (status.ok()) {
        status = visitor_.Record(slot.package, header_);
      } else {
        status = Pass(slot, status);
      }
      if (!status.ok()) return status;
    }
    return context_.Check();
  }

 private:
  absl::Status ReadSlots() {
    std::string page(kPageBytes, '\0');
    if (absl::Status s = ReadExactly(file_, 0, page); !s.ok()) return s;
    if (!HasMagic(page, 0, "RpmP")) return absl::DataLossError("no NDB database");
    if (U32(page, 4) != 0) return absl::DataLossError("an unknown version of NDB");
    slot_pages_ = U32(page, 12);
    if (slot_pages_ > file_.size() / kPageBytes) {
      visitor_.Broken("more pages of slots than the file has");
      slot_pages_ = file_.size() / kPageBytes;
    }
    if (slot_pages_ == 0) return absl::DataLossError("no page of slots");
    for (uint64_t number = 0; number < slot_pages_; ++number) {
      if (absl::Status s = context_.Check(); !s.ok()) return s;
      if (absl::Status s = ReadExactly(file_, number * kPageBytes, page); !s.ok()) return s;
      for (size_t at = number == 0 ? kFileHeaderBytes : 0; at < kPageBytes; at += kBlockBytes) {
        if (!HasMagic(page, at, "Slot")) {
          visitor_.Broken("page " + std::to_string(number) + ": no page of slots");
          break;
        }
        const Slot slot = {U32(page, at + 4), U32(page, at + 8), U32(page, at + 12)};
        if (slot.block == 0) continue;  // free
        if (slots_.size() == kMaxSlots) {
          visitor_.Broken("more than 500,000 packages");
          return absl::OkStatus();
        }
        slots_.push_back(slot);
      }
    }
    return absl::OkStatus();
  }

  // Reads the slot's blob and leaves its contents in header_.
  absl::Status ReadBlob(const Slot& slot) {
    const uint64_t bytes = uint64_t{slot.blocks} * kBlockBytes;
    if (bytes < kHeadBytes + kTailBytes) return absl::DataLossError("no room for a blob");
    if (bytes > kMaxHeaderBytes) return absl::ResourceExhaustedError("a header over 64 MiB");
    const uint64_t begin = uint64_t{slot.block} * kBlockBytes;
    if (begin + bytes > file_.size()) return absl::DataLossError("outside of the file");
    const uint64_t tail = bytes - kTailBytes;
    char ends[kHeadBytes + kTailBytes];
    const std::string_view head(ends, kHeadBytes), end(ends + kHeadBytes, kTailBytes);
    absl::Status status = ReadExactly(file_, begin, std::span(ends, kHeadBytes));
    if (!status.ok()) return status;
    status = ReadExactly(file_, begin + tail, std::span(ends + kHeadBytes, kTailBytes));
    if (!status.ok()) return status;
    const uint64_t length = U32(head, 12);
    // Filled up to whole blocks.
    const uint64_t needed = (kHeadBytes + length + kTailBytes + kBlockBytes - 1) / kBlockBytes;
    if (!HasMagic(head, 0, "BlbS") || !HasMagic(end, 8, "BlbE") || U32(head, 4) != slot.package ||
        U32(end, 4) != length || needed != slot.blocks) {
      return absl::DataLossError("no blob where the slot says");
    }
    // Only now: a slot that lies must not hide those behind it.
    if (slot.block < free_) return absl::DataLossError("lies where another one is");
    free_ = uint64_t{slot.block} + slot.blocks;
    if (blob_.size() < bytes) blob_.resize(bytes);
    status = ReadExactly(file_, begin, std::span(blob_.data(), bytes));
    if (!status.ok()) return status;
    const std::string_view blob(blob_.data(), bytes);
    if (Adler32(blob.substr(0, tail)) != U32(end, 0)) {
      return absl::DataLossError("the checksum is wrong");
    }
    header_ = blob.substr(kHeadBytes, length);
    return absl::OkStatus();
  }

  absl::Status Pass(const Slot& slot, const absl::Status& why) {
    if (absl::Status ended = context_.Check(); !ended.ok()) return ended;
    visitor_.Broken("package " + std::to_string(slot.package) + ": " + std::string(why.message()));
    return absl::OkStatus();
  }

  const Context& context_;
  const RandomAccessSource& file_;
  RecordVisitor& visitor_;
  uint64_t slot_pages_ = 0;
  uint64_t free_ = 0;  // the first block behind the slots and all blobs so far
  std::vector<Slot> slots_;
  std::string blob_;
  std::string_view header_;  // within blob_
};

}  // namespace

absl::Status ReadNdb(const Context& context, const RandomAccessSource& file,
                     RecordVisitor& visitor) {
  return NdbReader(context, file, visitor).Read();
}

}  // namespace claircore::rpmdb
