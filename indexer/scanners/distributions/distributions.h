#ifndef CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_DISTRIBUTIONS_H_
#define CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_DISTRIBUTIONS_H_

#include <memory>
#include <vector>

#include "claircore/distribution_detector.h"

namespace claircore::scanners {

// By the package manager of its systems.
enum class Family { kApk, kDpkg, kRpm, kPacman, kPortage, kOpkg };
inline constexpr Family kFamilies[] = {Family::kApk,    Family::kDpkg,    Family::kRpm,
                                       Family::kPacman, Family::kPortage, Family::kOpkg};

// One detector a system of the family, each with an identity of its own: a new rule for one system
// makes no other one be detected again.
std::vector<std::shared_ptr<const DistributionDetector>> NewDistributionDetectors(Family family);

// Detects what names itself in os-release and belongs to none of the above, as it describes itself.
std::shared_ptr<const DistributionDetector> NewOtherDistributionDetector();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_DISTRIBUTIONS_H_
