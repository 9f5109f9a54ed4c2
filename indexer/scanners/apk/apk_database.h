#ifndef CLAIRCORE_INDEXER_SCANNERS_APK_APK_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_APK_APK_DATABASE_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace claircore::scanners {

// One record of apk's database of installed packages, a text of "x:value" lines and blank lines
// between records (https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2). Views into
// the text.
struct ApkRecord {
  std::string_view name;     // P
  std::string_view version;  // V
  std::string_view arch;     // A
  std::string_view origin;   // o: the APKBUILD it was built from; or empty
  std::string_view commit;   // c: of that APKBUILD; or empty
  std::string_view text;     // all of its lines
  size_t line = 0;           // of the first one, from 1
  bool broken = false;       // some line is no "x:value"
};

// Calls `record` for each record; the last one needs no blank line after it. `tick` is called for
// each line; its first error ends the reading and is returned.
absl::Status ReadApkDatabase(std::string_view text, absl::FunctionRef<absl::Status()> tick,
                             absl::FunctionRef<absl::Status(const ApkRecord&)> record);

// Calls `file` with each file of a record: its R lines under its F lines, relative to the root.
absl::Status ReadApkFiles(const ApkRecord& record, absl::FunctionRef<absl::Status()> tick,
                          absl::FunctionRef<void(const std::string& path)> file);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_APK_APK_DATABASE_H_
