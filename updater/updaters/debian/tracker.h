#ifndef UPDATER_UPDATERS_DEBIAN_TRACKER_H_
#define UPDATER_UPDATERS_DEBIAN_TRACKER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/updater.h"

namespace claircore::update {

// Parses https://security-tracker.debian.org/tracker/data/json, an object of source packages, each
// an object of issues, each with what every release says of it. One advisory a package and issue.
// DATA_LOSS when the document is none or is cut off; one bad issue is a skip.
absl::Status ParseDebianTracker(const Context& context, const RandomAccessSource& document,
                                VulnerabilitySink& out);

// PackageKey::ns of a release by its codename: "Debian:12" for "bookworm". Releases that have no
// number keep their name: "Debian:sid".
std::string DebianNamespace(std::string_view codename);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_DEBIAN_TRACKER_H_
