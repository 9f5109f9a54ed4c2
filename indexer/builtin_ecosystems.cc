#include "claircore/builtin_ecosystems.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/coalesce/ownership.h"
#include "indexer/scanners/apk/apk_scanner.h"
#include "indexer/scanners/classifier/classifier_scanner.h"
#include "indexer/scanners/distributions/distributions.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"
#include "indexer/scanners/nodejs/nodejs_scanner.h"
#include "indexer/scanners/python/python_scanner.h"

namespace claircore::inline v0 {
namespace {

using scanners::Family;

using Scanners = std::vector<std::shared_ptr<const PackageScanner>>;

// A system's packages and the distributions that give them their meaning. Unknown relatives
// describe themselves through `other`, so that a report says what it could not judge.
Ecosystem System(std::string name, Scanners packages, Family family,
                 const std::shared_ptr<const DistributionDetector>& other,
                 const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = std::move(name);
  ecosystem.packages = std::move(packages);
  ecosystem.distributions = scanners::NewDistributionDetectors(family);
  ecosystem.distributions.push_back(other);
  ecosystem.coalescer = coalescer;
  return ecosystem;
}

// A language's packages, which come from its public registry as far as anyone can tell.
Ecosystem Language(std::string name, Scanners packages, std::string repository, std::string uri,
                   const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = std::move(name);
  ecosystem.packages = std::move(packages);
  ecosystem.coalescer = coalescer;
  ecosystem.default_repository.emplace();
  ecosystem.default_repository->name = std::move(repository);
  ecosystem.default_repository->uri = std::move(uri);
  return ecosystem;
}

}  // namespace

void AddBuiltinEcosystems(EcosystemSet& set) {
  const std::shared_ptr<const Coalescer> coalescer = NewPathCoalescer();
  const auto other = scanners::NewOtherDistributionDetector();
  std::vector<Ecosystem>& all = set.ecosystems;
  // Wolfi and Chainguard are here too: one scanner finds the packages of all three.
  all.push_back(System("alpine", {scanners::NewApkScanner()}, Family::kApk, other, coalescer));
  // Ubuntu is here too.
  all.push_back(System("debian", {scanners::NewDpkgScanner()}, Family::kDpkg, other, coalescer));
  // Systems whose packages no scanner of ours reads: their names alone.
  all.push_back(System("rpm", {}, Family::kRpm, other, coalescer));
  all.push_back(System("arch", {}, Family::kPacman, other, coalescer));
  all.push_back(Language("python", {scanners::NewPythonScanner()}, "pypi",
                         "https://pypi.org/simple", coalescer));
  all.push_back(Language("nodejs", {scanners::NewNodejsScanner()}, "npm", "https://www.npmjs.com/",
                         coalescer));
  // Programs that no package manager brought.
  Ecosystem& binary = all.emplace_back();
  binary.name = "binary";
  binary.packages.push_back(scanners::NewClassifierScanner());
  binary.coalescer = coalescer;
  set.resolvers.push_back(internal::NewOwnershipResolver());
}

}  // namespace claircore::inline v0
