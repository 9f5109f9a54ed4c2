#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_RHEL_COALESCER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_RHEL_COALESCER_H_

#include <memory>

#include "claircore/coalescer.h"

namespace claircore::scanners {

// NewPathCoalescer(), and where rpm packages came from:
// - A package goes with the content sets of the layer that introduced it, else of the nearest one
//   below, else above. (A newer layer's rpm database lists the older layers' packages too.)
// - What dnf remembers of a package, in whichever layer last said so, becomes its hint "repoid=ID".
//   If ID is among those content sets, the package goes with that one alone; else ID is added to
//   them, on Red Hat's systems.
// - If packages of Red Hat Enterprise Linux end up without a repository, one Problem says so: no
//   advisory of Red Hat can be matched. Other systems need none.
std::shared_ptr<const Coalescer> NewRhelCoalescer();

// NewPathCoalescer() for containers as packages. Those of the newest layer that is such a container
// are what the image is; older ones, which it was built on, are shown with the normalized version
// "unmatchable" and without repositories.
std::shared_ptr<const Coalescer> NewRhccCoalescer();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_RHEL_COALESCER_H_
