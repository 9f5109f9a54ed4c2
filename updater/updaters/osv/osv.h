#ifndef UPDATER_UPDATERS_OSV_OSV_H_
#define UPDATER_UPDATERS_OSV_OSV_H_

#include <memory>
#include <string>
#include <vector>

#include "claircore/updater.h"
#include "claircore/version_scheme.h"

namespace claircore::update {

// The databases of https://osv.dev, one updater "osv/<ECOSYSTEM>" for each
// `<url>/<ECOSYSTEM>/all.zip`.
struct OsvOptions {
  std::string url;
  std::vector<std::string> ecosystems;  // empty: what the host lists
  std::shared_ptr<const VersionSchemeSet> schemes;
};
std::shared_ptr<const UpdaterFactory> NewOsvFactory(OsvOptions options);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_OSV_H_
