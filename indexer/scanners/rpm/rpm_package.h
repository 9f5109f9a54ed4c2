#ifndef CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_PACKAGE_H_
#define CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_PACKAGE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/hash_map.h"
#include "claircore/package.h"
#include "indexer/rpmdb/rpm_header.h"

namespace claircore::scanners {

// What rpm's lists of packages say of one of them.
struct RpmFields {
  std::string_view name;
  std::string_view version;
  std::string_view release;
  uint32_t epoch = 0;  // 0 where there is none, as rpm compares it
  std::string_view arch;
  std::string_view source_rpm;  // "bash-5.1.8-6.el9.src.rpm"; "(none)" or empty: unknown
  std::string_view module;      // "name:stream" or empty
  std::string repository_hint;
};

// The fields of a header; views into it.
RpmFields FieldsOf(const rpmdb::RpmHeader& header);
// "name:stream" of a module's label, "name:stream:version:context[:arch]"; else empty.
std::string_view ModuleStream(std::string_view label);
// The parts of a source package's file name; absent when it is not one.
struct RpmSource {
  std::string_view name;
  std::string_view version;  // with the release. The epoch is not in the name.
};
std::optional<RpmSource> ParseSourceRpm(std::string_view file_name);

// Makes the packages of one database. Packages of one source share it.
class RpmPackages {
 public:
  RpmPackages(std::string package_db, std::string filepath)
      : package_db_(std::move(package_db)), filepath_(std::move(filepath)) {}

  // Absent for what is no package but a key that rpm trusts. DATA_LOSS without a name, a version
  // and a release.
  absl::StatusOr<std::optional<Package>> Make(const RpmFields& fields);

 private:
  std::shared_ptr<const Package> SourceFor(const RpmFields& fields);

  std::string package_db_;
  std::string filepath_;
  internal::HashMap<std::string, std::shared_ptr<const Package>> sources_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RPM_RPM_PACKAGE_H_
