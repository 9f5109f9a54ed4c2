#ifndef TESTS_MATCHING_FEEDS_H_
#define TESTS_MATCHING_FEEDS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/advisory.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0::testing {

// The folder of real feeds beside the workspace, or "". CLAIRCORE_SHARED_DATA names it; else it is
// looked for in "shared/data" of the folders above.
std::string SharedData();

// Which of its packs to take.
struct FeedChoice {
  std::vector<std::string> osv;  // folders of packs/osv
  bool alpine = false;
};
// All that the match engine can use.
FeedChoice AllFeeds();

// Runs the built-in updaters over the packs in `shared_data`, through a directory of feeds made in
// `temporary`.
absl::Status LoadFeeds(const std::string& shared_data, const FeedChoice& choice,
                       const std::string& temporary, VulnerabilityStore& store);

// A set of advisories that nobody published, for machines without the real ones: real package
// names, invented flaws.
absl::Status LoadGenerated(VulnerabilityStore& store);

// Every advisory of the current operations, by updater.
struct UpdaterAdvisories {
  std::string updater;
  std::vector<Advisory> advisories;
};
absl::Status ReadAll(VulnerabilityStore& store, std::vector<UpdaterAdvisories>& all);

}  // namespace claircore::inline v0::testing

#endif  // TESTS_MATCHING_FEEDS_H_
