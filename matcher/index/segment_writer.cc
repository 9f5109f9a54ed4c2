#include "matcher/index/segment_writer.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/index/hash.h"
#include "matcher/index/lazy_bytes.h"

namespace claircore::matcher {

SegmentWriter::SegmentWriter(uint64_t ranges) : bytes_(LazyBytes::kBlock, '\0') {
  std::memcpy(header_.magic, kMagic, sizeof kMagic);
  header_.byte_order = kByteOrder;
  header_.format_version = kFormatVersion;
  header_.key_format = kKeyFormat;
  header_.sections = kSections;
  header_.ranges = ranges;
}

void SegmentWriter::Put(Section section, std::string_view bytes) {
  if (section == kCold) {
    std::vector<uint64_t> checksums;
    for (size_t at = LazyBytes::kBlock; at < bytes_.size(); at += LazyBytes::kBlock) {
      checksums.push_back(StableHash(std::string_view(bytes_).substr(at, LazyBytes::kBlock)));
    }
    const std::string_view table(reinterpret_cast<const char*>(checksums.data()),
                                 checksums.size() * sizeof(uint64_t));
    header_.checksums = StableHash(table);
    Append(kChecksums, table);
  }
  Append(section, bytes);
}

void SegmentWriter::Append(Section section, std::string_view bytes) {
  header_.section[section] = {bytes_.size(), bytes.size()};
  bytes_.append(bytes);
  bytes_.append((8 - bytes_.size() % 8) % 8, '\0');
}

std::string SegmentWriter::Finish() && {
  header_.file_size = bytes_.size();
  std::memcpy(bytes_.data(), &header_, sizeof header_);
  SealHeader(bytes_);
  return std::move(bytes_);
}

void SealHeader(std::string& segment) {
  if (segment.size() < sizeof(Header)) return;
  const uint64_t checksum =
      StableHash(std::string_view(segment).substr(0, offsetof(Header, checksum)));
  std::memcpy(segment.data() + offsetof(Header, checksum), &checksum, sizeof checksum);
}

}  // namespace claircore::matcher
