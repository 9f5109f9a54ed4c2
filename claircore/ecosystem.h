#ifndef CLAIRCORE_ECOSYSTEM_H_
#define CLAIRCORE_ECOSYSTEM_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claircore/coalescer.h"
#include "claircore/distribution_detector.h"
#include "claircore/package_scanner.h"
#include "claircore/repository.h"
#include "claircore/repository_scanner.h"

namespace claircore::inline v0 {

// The plug-ins that belong together: "debian", "python". Plug-ins are shared and immutable; one
// scanner may serve several ecosystems and is still run once a layer.
struct Ecosystem {
  std::string name;
  std::vector<std::shared_ptr<const PackageScanner>> packages;
  std::vector<std::shared_ptr<const DistributionDetector>> distributions;
  std::vector<std::shared_ptr<const RepositoryScanner>> repositories;
  std::shared_ptr<const Coalescer> coalescer;  // null: NewPathCoalescer()
  // Given to every package of the ecosystem ({name: "pypi", ..}); absent: none.
  std::optional<Repository> default_repository;
};

// What an Indexer is made with. Built on one thread, then moved into IndexerOptions.
struct EcosystemSet {
  std::vector<Ecosystem> ecosystems;                            // distinct, non-empty names
  std::vector<std::shared_ptr<const ImageResolver>> resolvers;  // run in this order
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_ECOSYSTEM_H_
