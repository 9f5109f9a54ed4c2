#ifndef CLAIRCORE_DISTRIBUTION_DETECTOR_H_
#define CLAIRCORE_DISTRIBUTION_DETECTOR_H_

#include "claircore/distribution.h"
#include "claircore/layer_scanner.h"

namespace claircore::inline v0 {

class DistributionSink : public ProblemSink {
 public:
  virtual void Add(Distribution distribution) = 0;
};

// Says which operating system a layer holds, if it says so itself. See LayerScanner for the rules.
class DistributionDetector : public LayerScanner {
 public:
  virtual absl::Status Detect(const Context& context, LayerView& layer,
                              DistributionSink& sink) const = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_DISTRIBUTION_DETECTOR_H_
