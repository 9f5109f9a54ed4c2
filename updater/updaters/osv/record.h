#ifndef UPDATER_UPDATERS_OSV_RECORD_H_
#define UPDATER_UPDATERS_OSV_RECORD_H_

#include <chrono>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/updater.h"
#include "claircore/version_scheme.h"
#include "updater/parse/json.h"

namespace claircore::update {

// Parses records of the OSV schema (https://ossf.github.io/osv-schema/), one after another. One
// thread.
class OsvRecordParser {
 public:
  // `schemes` orders events; it must outlive this. Records withdrawn at or before `now` are out.
  OsvRecordParser(const VersionSchemeSet* schemes, std::chrono::sys_seconds now)
      : schemes_(schemes), now_(now) {}

  // Adds the record to `out`, or skips it or parts of it there. `name` says which one when it has
  // no id. Errors are those of `out`.
  absl::Status Parse(std::string_view name, std::string_view json, VulnerabilitySink& out);

 private:
  const VersionSchemeSet* const schemes_;
  const std::chrono::sys_seconds now_;
  JsonParser json_;
};

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_RECORD_H_
