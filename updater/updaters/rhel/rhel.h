#ifndef UPDATER_UPDATERS_RHEL_RHEL_H_
#define UPDATER_UPDATERS_RHEL_RHEL_H_

#include <memory>
#include <string>

#include "claircore/updater.h"

namespace claircore::update {

// What Red Hat publishes beside its advisories. One updater, of kind kEnrichment:
// "rhel/repository-to-cpe", of the one JSON document at `repository_to_cpe_url`.
std::shared_ptr<const UpdaterFactory> NewRhelFactory(std::string repository_to_cpe_url);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_RHEL_RHEL_H_
