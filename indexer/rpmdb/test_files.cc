// The two file formats that are rpm's own business: see bdb.h and ndb.h.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/rpmdb/test_databases.h"

namespace claircore::rpmdb {
namespace {

constexpr uint32_t kBuckets = 4;
constexpr uint8_t kOverflowPage = 7, kMetaPage = 8, kHashPage = 13;
constexpr size_t kPageHeader = 26;

class BdbWriter {
 public:
  explicit BdbWriter(const BdbShape& shape) : shape_(shape) { AddPage(kMetaPage); }

  std::string Write(const std::vector<std::string>& headers) {
    std::array<std::vector<uint32_t>, kBuckets> numbers;
    for (uint32_t i = 0; i < headers.size(); ++i) numbers[i % kBuckets].push_back(i + 1);
    // Two doublings, with the overflow pages of the first two buckets between them.
    for (uint32_t first : {0u, 2u}) {
      const auto page = static_cast<uint32_t>(pages_.size());
      spares_[first] = page - first;
      AddPage(kHashPage);
      AddPage(kHashPage);
      for (uint32_t i = 0; i < 2; ++i) Fill(page + i, numbers[first + i], headers);
    }
    spares_[1] = spares_[0];
    return Finish();
  }

 private:
  size_t AddPage(uint8_t type) {
    std::string page(shape_.page_bytes, '\0');
    PutU32(page, 8, static_cast<uint32_t>(pages_.size()), shape_.big_endian);
    page[25] = static_cast<char>(type);
    pages_.push_back(page);
    return pages_.size() - 1;
  }

  void Fill(size_t page, const std::vector<uint32_t>& numbers,
            const std::vector<std::string>& headers) {
    size_t items = 0;
    size_t end = shape_.page_bytes;
    const auto add = [&](std::string_view item) {
      end -= item.size();
      pages_[page].replace(end, item.size(), item);
      PutU16(pages_[page], kPageHeader + 2 * items, static_cast<uint16_t>(end), shape_.big_endian);
      PutU16(pages_[page], 20, static_cast<uint16_t>(++items), shape_.big_endian);
    };
    if (page == 1) {  // rpm keeps the highest number under the key 0
      add(std::string("\1\0\0\0\0", 5));
      add(Key(static_cast<uint32_t>(headers.size())));
    }
    for (uint32_t number : numbers) {
      const std::string value = Value(headers[number - 1]);
      if (kPageHeader + 2 * items + 4 + value.size() + 5 > end) {
        const size_t next = AddPage(kHashPage);
        PutU32(pages_[page], 16, static_cast<uint32_t>(next), shape_.big_endian);
        page = next;
        items = 0;
        end = shape_.page_bytes;
      }
      add(Key(number));
      add(value);
    }
  }

  std::string Key(uint32_t number) const {
    std::string item("\1");
    AppendU32(item, number, shape_.big_endian);
    return item;
  }

  std::string Value(std::string_view header) {
    if (header.size() < shape_.page_bytes / 4) return std::string("\1").append(header);
    std::string item("\3\0\0\0", 4);
    AppendU32(item, static_cast<uint32_t>(pages_.size()), shape_.big_endian);
    AppendU32(item, static_cast<uint32_t>(header.size()), shape_.big_endian);
    while (!header.empty()) {
      const size_t page = AddPage(kOverflowPage);
      const std::string_view piece = header.substr(0, shape_.page_bytes - kPageHeader);
      header.remove_prefix(piece.size());
      pages_[page].replace(kPageHeader, piece.size(), piece);
      PutU16(pages_[page], 22, static_cast<uint16_t>(piece.size()), shape_.big_endian);
      if (header.empty()) break;
      PutU32(pages_[page], 16, static_cast<uint32_t>(page + 1), shape_.big_endian);
    }
    return item;
  }

  std::string Finish() {
    std::string& meta = pages_[0];
    const auto put = [&](size_t at, uint32_t value) { PutU32(meta, at, value, shape_.big_endian); };
    put(12, 0x00061561);
    put(16, 9);
    put(20, shape_.page_bytes);
    put(32, static_cast<uint32_t>(pages_.size() - 1));
    put(72, kBuckets - 1);
    for (size_t i = 0; i < spares_.size(); ++i) put(96 + 4 * i, spares_[i]);
    std::string file;
    for (const std::string& page : pages_) file += page;
    return file;
  }

  BdbShape shape_;
  std::vector<std::string> pages_;
  std::array<uint32_t, 3> spares_{};
};

uint32_t Adler32(std::string_view bytes) {
  uint32_t a = 1, b = 0;
  for (char c : bytes) {
    a = (a + static_cast<uint8_t>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

}  // namespace

std::string MakeBdb(const std::vector<std::string>& headers, const BdbShape& shape) {
  return BdbWriter(shape).Write(headers);
}

std::string MakeNdb(const std::vector<std::string>& headers) {
  const size_t pages = (headers.size() + 2 + 255) / 256;  // of slots, the first two a header
  std::string file(pages * 4096, '\0');
  file.replace(0, 4, "RpmP");
  PutU32(file, 8, 7, false);  // generation
  PutU32(file, 12, static_cast<uint32_t>(pages), false);
  PutU32(file, 16, static_cast<uint32_t>(headers.size() + 1), false);
  for (size_t at = 32; at < file.size(); at += 16) file.replace(at, 4, "Slot");
  for (size_t i = 0; i < headers.size(); ++i) {
    const size_t begin = file.size();
    const auto number = static_cast<uint32_t>(i + 1);
    const auto length = static_cast<uint32_t>(headers[i].size());
    file += "BlbS";
    for (uint32_t value : {number, uint32_t{7}, length}) AppendU32(file, value, false);
    file += headers[i];
    file.resize((file.size() + 12 + 15) / 16 * 16 - 12);
    AppendU32(file, Adler32(std::string_view(file).substr(begin)), false);
    AppendU32(file, length, false);
    file += "BlbE";
    PutU32(file, 32 + 16 * i + 4, number, false);
    PutU32(file, 32 + 16 * i + 8, static_cast<uint32_t>(begin / 16), false);
    PutU32(file, 32 + 16 * i + 12, static_cast<uint32_t>((file.size() - begin) / 16), false);
  }
  return file;
}

void FixNdbChecksum(std::string& file, size_t block) {
  const size_t end = file.find("BlbE", block * 16);
  const std::string_view bytes = std::string_view(file).substr(block * 16, end - 8 - block * 16);
  PutU32(file, end - 8, Adler32(bytes), false);
}

}  // namespace claircore::rpmdb
