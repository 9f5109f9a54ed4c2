#include "indexer/rpmdb/bdb.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/base/endian.h"
#include "indexer/rpmdb/bytes.h"

namespace claircore::rpmdb {
namespace {

constexpr size_t kMetaBytes = 512;
constexpr uint32_t kHashMagic = 0x00061561;
constexpr size_t kPageHeaderBytes = 26;
constexpr size_t kOffPageBytes = 12;  // of an item that stands on pages of its own
constexpr uint64_t kPagesPerCheck = 256;

// Kinds of pages and of items on hash pages.
constexpr uint8_t kUnsortedHashPage = 2, kOverflowPage = 7, kMetaPage = 8, kHashPage = 13;
constexpr uint8_t kInline = 1, kOffPage = 3;

class BdbReader {
 public:
  BdbReader(const Context& context, const RandomAccessSource& file, RecordVisitor& visitor)
      : context_(context), file_(file), visitor_(visitor) {}

  absl::Status Read() {
    if (absl::Status s = ReadMeta(); !s.ok()) return s;
    for (uint64_t bucket = 0; bucket <= max_bucket_; ++bucket) {
      const size_t doubling = std::bit_width(bucket);
      if (bucket >= pages_ || doubling >= spares_.size()) {
        visitor_.Broken("more buckets than pages");
        break;
      }
      // Each doubling of the table has put its buckets behind the overflow pages of the last.
      const auto page = static_cast<uint32_t>(bucket + spares_[doubling]);
      if (absl::Status s = ReadBucket(page); !s.ok()) return s;
    }
    return context_.Check();
  }

 private:
  uint16_t U16(const std::string& page, size_t at) const {
    return base::Load<uint16_t>(page.data() + at, order_);
  }
  uint32_t U32(const std::string& page, size_t at) const {
    return base::Load<uint32_t>(page.data() + at, order_);
  }
  static uint8_t PageType(const std::string& page) { return static_cast<uint8_t>(page[25]); }

  absl::Status ReadMeta() {
    std::string meta(kMetaBytes, '\0');
    if (absl::Status s = ReadExactly(file_, 0, meta); !s.ok()) return s;
    const bool big = base::Load<uint32_t>(meta.data() + 12, base::ByteOrder::kBig) == kHashMagic;
    order_ = big ? base::ByteOrder::kBig : base::ByteOrder::kLittle;
    if (U32(meta, 12) != kHashMagic || PageType(meta) != kMetaPage) {
      return absl::DataLossError("no hash table of Berkeley DB");
    }
    if (U32(meta, 16) < 8 || U32(meta, 16) > 10) {
      return absl::DataLossError("an unknown version of Berkeley DB");
    }
    const uint32_t page_bytes = U32(meta, 20);
    if (!std::has_single_bit(page_bytes) || page_bytes < 512 || page_bytes > 65536) {
      return absl::DataLossError("an impossible page size");
    }
    if (meta[24] != 0 || meta[26] != 0) return absl::DataLossError("encrypted or checksummed");
    const uint64_t announced = uint64_t{U32(meta, 32)} + 1;
    pages_ = std::min(announced, file_.size() / page_bytes);
    if (pages_ < announced) {
      visitor_.Broken(std::to_string(announced - pages_) + " pages are cut off");
    }
    max_bucket_ = U32(meta, 72);
    for (size_t i = 0; i < spares_.size(); ++i) spares_[i] = U32(meta, 96 + 4 * i);
    page_.resize(page_bytes);
    overflow_.resize(page_bytes);
    seen_.resize(pages_);
    return absl::OkStatus();
  }

  // Reads page `number` into `to`, once in the life of this reader.
  absl::Status ReadPage(uint32_t number, std::string& to) {
    if (++reads_ % kPagesPerCheck == 1) {
      if (absl::Status s = context_.Check(); !s.ok()) return s;
    }
    if (number == 0 || number >= pages_) return absl::DataLossError("no such page");
    if (seen_[number]) return absl::DataLossError("a page in two places");
    seen_[number] = true;
    if (absl::Status s = ReadExactly(file_, uint64_t{number} * to.size(), to); !s.ok()) return s;
    if (U32(to, 8) != number) return absl::DataLossError("a page that thinks it is another");
    return absl::OkStatus();
  }

  // A broken page costs what hangs on it. Only an ended context or the visitor end the reading.
  absl::Status ReadBucket(uint32_t page) {
    while (true) {
      absl::Status status = ReadPage(page, page_);
      const uint8_t type = PageType(page_);
      if (status.ok() && type != kHashPage && type != kUnsortedHashPage) {
        status = absl::DataLossError("no page of a hash table");
      }
      if (!status.ok()) return Pass(page, status);
      if (status = ReadItems(page); !status.ok()) return status;
      page = U32(page_, 16);
      if (page == 0) return absl::OkStatus();
    }
  }

  absl::Status Pass(uint32_t page, const absl::Status& why) {
    if (absl::Status ended = context_.Check(); !ended.ok()) return ended;
    visitor_.Broken("page " + std::to_string(page) + ": " + std::string(why.message()));
    return absl::OkStatus();
  }

  // Keys and values alternate; the first item ends with the page, each next one where the one
  // before begins.
  absl::Status ReadItems(uint32_t page) {
    const size_t items = U16(page_, 20);
    const size_t least = kPageHeaderBytes + 2 * items;
    if (items % 2 != 0 || least > page_.size()) {
      return Pass(page, absl::DataLossError("an impossible number of items"));
    }
    size_t end = page_.size();
    std::string_view key;
    for (size_t i = 0; i < items; ++i) {
      const size_t begin = U16(page_, kPageHeaderBytes + 2 * i);
      if (begin < least || begin >= end) {
        return Pass(page, absl::DataLossError("items overlap"));
      }
      const std::string_view item(page_.data() + begin, end - begin);
      end = begin;
      if (i % 2 == 0) {
        key = item;
      } else if (absl::Status s = ReadPair(page, key, item); !s.ok()) {
        return s;
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadPair(uint32_t page, std::string_view key, std::string_view item) {
    if (key.size() != 5 || static_cast<uint8_t>(key[0]) != kInline) {
      return Pass(page, absl::DataLossError("a key that is no package number"));
    }
    const uint32_t number = base::Load<uint32_t>(key.data() + 1, order_);
    if (number == 0) return absl::OkStatus();  // counts the packages
    const uint8_t type = static_cast<uint8_t>(item[0]);
    if (type == kInline) return visitor_.Record(number, item.substr(1));
    if (type != kOffPage || item.size() != kOffPageBytes) {
      return Pass(page, absl::DataLossError("an unknown kind of item"));
    }
    absl::Status status = ReadOverflow(base::Load<uint32_t>(item.data() + 4, order_),
                                       base::Load<uint32_t>(item.data() + 8, order_));
    if (status.ok()) return visitor_.Record(number, value_);
    if (absl::Status ended = context_.Check(); !ended.ok()) return ended;
    visitor_.Broken("package " + std::to_string(number) + ": " + std::string(status.message()));
    return absl::OkStatus();
  }

  // Gathers a value of `size` bytes from the chain of pages that begins at `page`.
  absl::Status ReadOverflow(uint32_t page, uint32_t size) {
    if (size > kMaxHeaderBytes) return absl::ResourceExhaustedError("a header over 64 MiB");
    value_.clear();
    value_.reserve(std::min<uint64_t>(size, file_.size()));
    while (value_.size() < size) {
      if (absl::Status s = ReadPage(page, overflow_); !s.ok()) return s;
      const size_t bytes = U16(overflow_, 22);
      if (PageType(overflow_) != kOverflowPage || bytes == 0 ||
          bytes > overflow_.size() - kPageHeaderBytes || bytes > size - value_.size()) {
        return absl::DataLossError("no page of a long item");
      }
      value_.append(overflow_, kPageHeaderBytes, bytes);
      page = U32(overflow_, 16);
    }
    return absl::OkStatus();
  }

  const Context& context_;
  const RandomAccessSource& file_;
  RecordVisitor& visitor_;
  base::ByteOrder order_ = base::ByteOrder::kLittle;
  uint64_t pages_ = 0;
  uint32_t max_bucket_ = 0;
  std::array<uint32_t, 32> spares_{};
  uint64_t reads_ = 0;
  std::vector<bool> seen_;
  std::string page_, overflow_, value_;
};

}  // namespace

absl::Status ReadBdb(const Context& context, const RandomAccessSource& file,
                     RecordVisitor& visitor) {
  return BdbReader(context, file, visitor).Read();
}

}  // namespace claircore::rpmdb
