#include "claircore/testing/zip_builder.h"

#include <zlib.h>

#include <cstddef>
#include <cstdlib>
#include <utility>

namespace claircore::inline v0::testing {
namespace {

template <typename T>
void Put(std::string& out, T value) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<char>((static_cast<uint64_t>(value) >> (8 * i)) & 0xff));
  }
}

// What both headers say of a member, in the order of both.
struct Facts {
  uint16_t flags, method;
  uint32_t crc;
  uint64_t packed_size, size;
};

void PutFacts(std::string& out, const Facts& facts, bool zip64) {
  Put<uint16_t>(out, zip64 ? 45 : 20);  // version needed
  Put<uint16_t>(out, facts.flags);
  Put<uint16_t>(out, facts.method);
  Put<uint16_t>(out, 0);     // time
  Put<uint16_t>(out, 0x21);  // 1 January 1980
  Put<uint32_t>(out, facts.crc);
  Put<uint32_t>(out, zip64 ? 0xffffffff : static_cast<uint32_t>(facts.packed_size));
  Put<uint32_t>(out, zip64 ? 0xffffffff : static_cast<uint32_t>(facts.size));
}

}  // namespace

std::string RawDeflate(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    std::abort();
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) std::abort();
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

ZipBuilder& ZipBuilder::Stored(std::string_view name, std::string_view bytes) {
  ZipMember member;
  member.name = name;
  member.bytes = bytes;
  member.deflate = false;
  return Add(std::move(member));
}

ZipBuilder& ZipBuilder::Deflated(std::string_view name, std::string_view bytes) {
  ZipMember member;
  member.name = name;
  member.bytes = bytes;
  return Add(std::move(member));
}

ZipBuilder& ZipBuilder::Add(ZipMember member) {
  members_.push_back(std::move(member));
  return *this;
}

ZipBuilder& ZipBuilder::Prefix(std::string_view bytes) {
  prefix_ = bytes;
  return *this;
}

ZipBuilder& ZipBuilder::Comment(std::string_view bytes) {
  comment_ = bytes;
  return *this;
}

ZipBuilder& ZipBuilder::Zip64() {
  zip64_ = true;
  return *this;
}

std::string ZipBuilder::Build() const {
  std::string out, directory;
  for (const ZipMember& member : members_) {
    const std::string packed = member.deflate ? RawDeflate(member.bytes) : member.bytes;
    Facts facts{};
    facts.flags = member.flags;
    facts.method = member.method.value_or(member.deflate ? 8 : 0);
    facts.crc = member.crc32.value_or(static_cast<uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(member.bytes.data()), member.bytes.size())));
    facts.packed_size = packed.size();
    facts.size = member.size.value_or(member.bytes.size());
    const uint64_t header = member.header.value_or(out.size());
    if (!member.listed_only) {
      const std::string& name = member.local_name ? *member.local_name : member.name;
      Put<uint32_t>(out, 0x04034b50);
      PutFacts(out, facts, zip64_);
      Put<uint16_t>(out, static_cast<uint16_t>(name.size()));
      Put<uint16_t>(out, zip64_ ? 20 : 0);
      out += name;
      if (zip64_) {
        Put<uint16_t>(out, 1);
        Put<uint16_t>(out, 16);
        Put<uint64_t>(out, facts.size);
        Put<uint64_t>(out, facts.packed_size);
      }
      out += packed;
    }
    Put<uint32_t>(directory, 0x02014b50);
    Put<uint16_t>(directory, 45);  // made by
    PutFacts(directory, facts, zip64_);
    Put<uint16_t>(directory, static_cast<uint16_t>(member.name.size()));
    Put<uint16_t>(directory, zip64_ ? 28 : 0);
    Put<uint16_t>(directory, 0);  // comment
    Put<uint16_t>(directory, 0);  // disk
    Put<uint16_t>(directory, 0);  // internal attributes
    Put<uint32_t>(directory, 0);  // external attributes
    Put<uint32_t>(directory, zip64_ ? 0xffffffff : static_cast<uint32_t>(header));
    directory += member.name;
    if (zip64_) {
      Put<uint16_t>(directory, 1);
      Put<uint16_t>(directory, 24);
      Put<uint64_t>(directory, facts.size);
      Put<uint64_t>(directory, facts.packed_size);
      Put<uint64_t>(directory, header);
    }
  }
  const uint64_t directory_at = out.size();
  out += directory;
  if (zip64_) {
    const uint64_t end64_at = out.size();
    Put<uint32_t>(out, 0x06064b50);
    Put<uint64_t>(out, 44);
    Put<uint16_t>(out, 45);
    Put<uint16_t>(out, 45);
    Put<uint32_t>(out, 0);
    Put<uint32_t>(out, 0);
    Put<uint64_t>(out, members_.size());
    Put<uint64_t>(out, members_.size());
    Put<uint64_t>(out, directory.size());
    Put<uint64_t>(out, directory_at);
    Put<uint32_t>(out, 0x07064b50);
    Put<uint32_t>(out, 0);
    Put<uint64_t>(out, end64_at);
    Put<uint32_t>(out, 1);
  }
  Put<uint32_t>(out, 0x06054b50);
  Put<uint32_t>(out, 0);  // disks
  // Archives of 65536 members and more without ZIP64 exist; the count wraps.
  Put<uint16_t>(out, static_cast<uint16_t>(members_.size()));
  Put<uint16_t>(out, static_cast<uint16_t>(members_.size()));
  Put<uint32_t>(out, zip64_ ? 0xffffffff : static_cast<uint32_t>(directory.size()));
  Put<uint32_t>(out, zip64_ ? 0xffffffff : static_cast<uint32_t>(directory_at));
  Put<uint16_t>(out, static_cast<uint16_t>(comment_.size()));
  return prefix_ + out + comment_;
}

}  // namespace claircore::inline v0::testing
