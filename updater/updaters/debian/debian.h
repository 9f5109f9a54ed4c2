#ifndef UPDATER_UPDATERS_DEBIAN_DEBIAN_H_
#define UPDATER_UPDATERS_DEBIAN_DEBIAN_H_

#include <memory>
#include <string>

#include "claircore/updater.h"

namespace claircore::update {

// The Debian security tracker's one JSON document at `url`. One updater, "debian".
std::shared_ptr<const UpdaterFactory> NewDebianFactory(std::string url);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_DEBIAN_DEBIAN_H_
