#ifndef CLAIRCORE_INDEXER_RPMDB_RPM_HEADER_H_
#define CLAIRCORE_INDEXER_RPMDB_RPM_HEADER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace claircore::rpmdb {

// The tags that we read; all others are checked and passed over.
enum class RpmField : uint8_t {
  kSignature,  // SIGPGP
  kName,
  kVersion,
  kRelease,
  kEpoch,
  kArch,
  kOldFileNames,  // whole paths, before rpm 4
  kSourceRpm,
  kDirIndexes,
  kBaseNames,
  kDirNames,
  kPayloadDigest,
  kPayloadDigestAlgo,
  kModularityLabel,
};
inline constexpr size_t kRpmFields = 14;

// One package's header as databases hold it, that is without the magic number that it begins with
// in a package file: two counts, an index of 16 bytes an entry, and the data; all big-endian.
// https://rpm-software-management.github.io/rpm/manual/format_header.html; the bounds are those of
// rpm's lib/header.c. Holds views into the blob and allocates nothing.
class RpmHeader {
 public:
  // Checks sizes, the region, and type, alignment and bounds of every entry; DATA_LOSS where one
  // of them lies. Headers without a region, of old rpms, are good. `blob` must outlive the result.
  static absl::StatusOr<RpmHeader> Parse(std::string_view blob);

  // Text of the field, of its first string if it has several; "" when absent.
  std::string_view String(RpmField field) const;
  std::string_view Bytes(RpmField field) const;
  std::optional<uint32_t> Number(RpmField field) const;  // the first
  size_t Count(RpmField field) const { return entry(field).count; }
  // Calls `visit` for each string of the field. DATA_LOSS when there are fewer than announced.
  absl::Status Strings(RpmField field,
                       absl::FunctionRef<absl::Status(std::string_view)> visit) const;
  // Number `index` of the field; index < Count(field).
  uint32_t NumberAt(RpmField field, size_t index) const;

 private:
  struct Entry {
    uint32_t offset = 0;  // into data_
    uint32_t count = 0;   // 0: absent
  };
  const Entry& entry(RpmField field) const { return entries_[static_cast<size_t>(field)]; }

  std::string_view data_;
  std::array<Entry, kRpmFields> entries_;
};

// Lists the files of packages, reusing its memory from one to the next.
class RpmFileLister {
 public:
  // Calls `visit` for each file with its folder, "/usr/bin/" or "", and its name. DATA_LOSS when
  // the lists of the header do not fit together; the files before were visited.
  absl::Status ForEach(
      const RpmHeader& header,
      absl::FunctionRef<absl::Status(std::string_view folder, std::string_view name)> visit);

 private:
  std::vector<std::string_view> folders_;
};

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_RPM_HEADER_H_
