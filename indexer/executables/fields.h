#ifndef CLAIRCORE_INDEXER_EXECUTABLES_FIELDS_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_FIELDS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace claircore::executables {

// Numbers of a file's header, in its byte order. What lies outside of `bytes` is 0, and remembered.
class Fields {
 public:
  Fields(std::string_view bytes, bool big_endian) : bytes_(bytes), big_endian_(big_endian) {}

  uint64_t Get(uint64_t offset, size_t size) {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      missing_ = true;
      return 0;
    }
    uint64_t value = 0;
    for (size_t i = 0; i < size; ++i) {
      const size_t at = offset + (big_endian_ ? i : size - 1 - i);
      value = value << 8 | static_cast<unsigned char>(bytes_[at]);
    }
    return value;
  }
  uint16_t U16(uint64_t offset) { return static_cast<uint16_t>(Get(offset, 2)); }
  uint32_t U32(uint64_t offset) { return static_cast<uint32_t>(Get(offset, 4)); }
  uint64_t U64(uint64_t offset) { return Get(offset, 8); }
  // A name that is filled up with zeros.
  std::string_view Name(uint64_t offset, size_t size) {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
      missing_ = true;
      return {};
    }
    const std::string_view name = bytes_.substr(offset, size);
    return name.substr(0, name.find('\0'));
  }
  // Whether something was asked for that lies outside.
  bool missing() const { return missing_; }

 private:
  const std::string_view bytes_;
  const bool big_endian_;
  bool missing_ = false;
};

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_FIELDS_H_
