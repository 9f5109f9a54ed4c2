#include "matcher/index/segment_writer.h"

#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include "matcher/index/hash.h"

namespace claircore::matcher {

SegmentWriter::SegmentWriter(uint64_t ranges) : bytes_(sizeof(Header), '\0') {
  std::memcpy(header_.magic, kMagic, sizeof kMagic);
  header_.byte_order = kByteOrder;
  header_.format_version = kFormatVersion;
  header_.key_format = kKeyFormat;
  header_.sections = kSections;
  header_.ranges = ranges;
}

void SegmentWriter::Put(Section section, std::string_view bytes) {
  header_.section[section] = {bytes_.size(), bytes.size(),
                              section == kCold ? 0 : StableHash(bytes)};
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
