#ifndef CLAIRCORE_INDEXER_EXECUTABLES_TEST_PROGRAMS_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_TEST_PROGRAMS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::executables {

// `value` in `size` bytes.
std::string Number(uint64_t value, size_t size, bool big_endian);

// ELF files of a test's own, of either width and byte order: header, table of segments, the
// segments on multiples of 4096, the sections, the table of sections.
class ElfBuilder {
 public:
  enum Flags { kRead = 4, kWrite = 2, kExecute = 1 };

  explicit ElfBuilder(bool is_64 = true, bool big_endian = false)
      : is_64_(is_64), big_endian_(big_endian) {}
  // At a multiple of 4096.
  ElfBuilder& Segment(int flags, uint64_t address, std::string_view bytes);
  // Not loaded.
  ElfBuilder& Section(std::string_view name, std::string_view bytes);
  // Behind the table of segments, which names it.
  ElfBuilder& Note(std::string_view bytes);
  // No program but what is linked into one.
  ElfBuilder& Object();
  std::string Build() const;

 private:
  struct Loaded {
    int flags;
    uint64_t address;
    std::string bytes;
  };
  struct Named {
    std::string name;
    std::string bytes;
  };
  const bool is_64_;
  const bool big_endian_;
  std::vector<Loaded> segments_;
  std::vector<Named> sections_;
  std::string note_;
  bool object_ = false;
};

// One entry of a segment or section of notes.
std::string TestNote(std::string_view owner, uint32_t type, std::string_view description,
                     bool big_endian = false);

// A PE32+ file with these sections, image base 0x400000; the second is writable.
std::string TestPe(std::string_view name1, std::string_view bytes1, std::string_view name2,
                   std::string_view bytes2);

// A 64-bit Mach-O file with one writable segment of one section.
std::string TestMachO(std::string_view section, std::string_view bytes, bool big_endian = false);

// zlib or gzip without compression, checksums included.
std::string StoredZlib(std::string_view text);
std::string StoredGzip(std::string_view text);

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_TEST_PROGRAMS_H_
