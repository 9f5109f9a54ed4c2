#ifndef CLAIRCORE_TESTING_ZIP_BUILDER_H_
#define CLAIRCORE_TESTING_ZIP_BUILDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::inline v0::testing {

// One member of a zip, and the lies that its two headers may tell of it.
struct ZipMember {
  std::string name;
  std::string bytes;
  bool deflate = true;
  // Instead of the truth:
  std::optional<std::string> local_name;
  std::optional<uint64_t> size;    // unpacked, in both headers
  std::optional<uint32_t> crc32;   // in both headers
  std::optional<uint16_t> method;  // in both headers
  std::optional<uint64_t> header;  // the offset that the central directory states
  uint16_t flags = 0;
  bool listed_only = false;  // no local header and no bytes: with `header`, an overlapping member
};

// Zip archives (jars, wheels), member by member, for tests of scanners. The same input gives the
// same bytes on every machine with the same zlib.
//
//   std::string jar = ZipBuilder().Deflated("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n").Build();
class ZipBuilder {
 public:
  ZipBuilder& Stored(std::string_view name, std::string_view bytes);
  ZipBuilder& Deflated(std::string_view name, std::string_view bytes);
  ZipBuilder& Add(ZipMember member);
  // Bytes before the archive; offsets stay relative to the archive, as `cat script app.zip` has it.
  ZipBuilder& Prefix(std::string_view bytes);
  ZipBuilder& Comment(std::string_view bytes);
  // All offsets and sizes in ZIP64 records, whether they need them or not.
  ZipBuilder& Zip64();
  std::string Build() const;

 private:
  std::vector<ZipMember> members_;
  std::string prefix_, comment_;
  bool zip64_ = false;
};

// A raw deflate stream (RFC 1951) of `bytes`.
std::string RawDeflate(std::string_view bytes);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_ZIP_BUILDER_H_
