#ifndef CLAIRCORE_INDEXER_COALESCE_REPORT_BUILDER_H_
#define CLAIRCORE_INDEXER_COALESCE_REPORT_BUILDER_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/distribution.h"
#include "claircore/environment.h"
#include "claircore/index_report.h"
#include "claircore/package.h"
#include "claircore/repository.h"
#include "indexer/coalesce/canonical.h"

namespace claircore::internal {

// Puts reports together. What is the same thing in two of them becomes one; the ids of the result
// are decimal numbers from 1 on in one canonical order, whatever the order of the calls.
class ReportBuilder {
 public:
  // The end of `context` ends what takes long.
  explicit ReportBuilder(Context context) : context_(std::move(context)) {}

  // An occurrence whose references are numbers given by this builder instead of ids.
  struct Occurrence {
    Environment place;  // its ids are ignored
    std::optional<size_t> distribution;
    std::vector<size_t> repositories;
    std::optional<size_t> owner;  // a package
  };

  // Each returns a number; the same for equal values.
  size_t Add(Package package);  // where it was found is ignored
  size_t Add(Distribution distribution);
  size_t Add(Repository repository);
  void Add(size_t package, Occurrence occurrence);

  // Packages, distributions, repositories, environments and problems of `report`. Gives
  // `default_repository`, if any, to every occurrence. INTERNAL when an id of it leads nowhere.
  // What the report holds is moved and freed piece by piece.
  absl::Status Add(IndexReport report, const std::optional<Repository>& default_repository);

  // Drops what nothing refers to: packages without occurrences, and an owner that was dropped.
  // Unused distributions and repositories stay, as they were found.
  absl::StatusOr<IndexReport> Finish() &&;

 private:
  struct Entry {
    size_t number = 0;
    // The least of those that found it, where that is not the key's own.
    std::unique_ptr<Detector> detector;
    std::vector<Occurrence> occurrences;
  };

  const Context context_;
  std::map<Package, Entry, IdentityLess> packages_;
  std::vector<Entry*> entries_;  // by number
  std::map<Distribution, size_t> distributions_;
  std::map<Repository, size_t> repositories_;
  std::vector<Problem> problems_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_REPORT_BUILDER_H_
