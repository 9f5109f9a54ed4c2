#ifndef CLAIRCORE_REPOSITORY_SCANNER_H_
#define CLAIRCORE_REPOSITORY_SCANNER_H_

#include "claircore/layer_scanner.h"
#include "claircore/repository.h"

namespace claircore::inline v0 {

class RepositorySink : public ProblemSink {
 public:
  virtual void Add(Repository repository) = 0;
};

// Finds out where a layer's packages came from. See LayerScanner for the rules.
class RepositoryScanner : public LayerScanner {
 public:
  virtual absl::Status Scan(const Context& context, LayerView& layer,
                            RepositorySink& sink) const = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_REPOSITORY_SCANNER_H_
