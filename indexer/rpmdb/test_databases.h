#ifndef CLAIRCORE_INDEXER_RPMDB_TEST_DATABASES_H_
#define CLAIRCORE_INDEXER_RPMDB_TEST_DATABASES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "indexer/rpmdb/record_visitor.h"

// rpm headers and databases for tests and seeds, written byte by byte.
namespace claircore::rpmdb {

// Appends or overwrites numbers in a file.
void AppendU32(std::string& to, uint32_t value, bool big_endian);
void PutU16(std::string& in, size_t at, uint16_t value, bool big_endian);
void PutU32(std::string& in, size_t at, uint32_t value, bool big_endian);

// An rpm header, tag by tag.
class HeaderBuilder {
 public:
  HeaderBuilder& String(uint32_t tag, std::string_view text);
  HeaderBuilder& Strings(uint32_t tag, const std::vector<std::string>& texts);
  HeaderBuilder& Numbers(uint32_t tag, const std::vector<uint32_t>& numbers);
  HeaderBuilder& Bytes(uint32_t tag, std::string_view bytes);
  // An entry whose index says anything, with `bytes` as its data.
  HeaderBuilder& Entry(uint32_t tag, uint32_t type, uint32_t count, std::string_view bytes,
                       size_t alignment = 1);
  // What is added from here on stands behind the region, as what rpm adds when it installs.
  HeaderBuilder& EndRegion();
  std::string Build() const;

 private:
  std::string index_;
  std::string data_;
  uint32_t entries_ = 0;
  bool region_ = false;
};

// A package as HeaderBuilder writes it. Empty fields are left out.
struct TestPackage {
  std::string name;
  std::string version;
  std::string release;
  uint32_t epoch = 0;
  std::string arch = "x86_64";
  std::string source_rpm;
  std::string module;
  std::vector<std::pair<std::string, std::string>> files;  // folder, name
  size_t padding = 0;                                      // bytes of a tag that nobody reads
};
std::string MakeHeader(const TestPackage& package);

// A Berkeley DB hash table of four buckets; long values stand on overflow pages.
struct BdbShape {
  bool big_endian = false;
  uint32_t page_bytes = 4096;
};
std::string MakeBdb(const std::vector<std::string>& headers, const BdbShape& shape = {});

// An NDB database; the packages' numbers count from 1.
std::string MakeNdb(const std::vector<std::string>& headers);
// The checksum of the blob that begins at block `block`, made right again after a change.
void FixNdbChecksum(std::string& file, size_t block);

// A file in memory.
// Writes down what a reader finds.
class FakeVisitor final : public RecordVisitor {
 public:
  absl::Status Record(uint32_t number, std::string_view header) override;
  void Broken(const std::string& what) override { broken.push_back(what); }

  // "1=bash" by the number and the name of each package, sorted; "1=?" if its header is bad.
  std::vector<std::string> Names() const;
  std::vector<std::pair<uint32_t, std::string>> records;
  std::vector<std::string> broken;
};

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_TEST_DATABASES_H_
