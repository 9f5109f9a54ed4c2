#ifndef CLAIRCORE_MATCH_ENGINE_H_
#define CLAIRCORE_MATCH_ENGINE_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/enricher.h"
#include "claircore/executor.h"
#include "claircore/index_report.h"
#include "claircore/index_store.h"
#include "claircore/matcher.h"
#include "claircore/segment_store.h"
#include "claircore/version_scheme.h"
#include "claircore/vulnerability_report.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0 {

struct MatchOptions {
  VulnerabilityStore* store = nullptr;  // required; not owned; must outlive the engine
  SegmentStore* segments = nullptr;     // not owned; null: compiled segments stay in memory
  Executor* executor = nullptr;         // not owned; null: the calling thread does all the work
  MatcherSet matchers;                  // required
  VersionSchemeSet schemes;             // required: every scheme that matchers and feeds name
  EnricherSet enrichers;                // experimental
  // Updaters that the host runs: one without data is then visible in Freshness.
  std::vector<std::string> configured_updaters;
  // No index in memory: every match asks VulnerabilityStore::Find(). Slow, small.
  bool direct = false;
  // Decoded details of vulnerabilities kept for the next report.
  size_t cache_bytes = size_t{64} << 20;
};

// Joins IndexReports with the current advisories. Thread-safe; matching never waits for Refresh().
class MatchEngine {
 public:
  // Refreshes once. INVALID_ARGUMENT names the field at fault.
  static absl::StatusOr<std::unique_ptr<MatchEngine>> Create(const Context& context,
                                                             MatchOptions options);
  virtual ~MatchEngine() = default;

  // Takes in what updaters brought since the last time: segments of changed updaters are compiled,
  // the others stay. Reports begun before go on with the old set.
  virtual absl::Status Refresh(const Context& context) = 0;

  // The report shares `index`. Only cancellation and a failed store are errors; what cannot be
  // decided is VulnerabilityReport::indeterminate.
  virtual absl::StatusOr<VulnerabilityReport> Match(const Context& context,
                                                    std::shared_ptr<const IndexReport> index) = 0;
  // Copies the report first.
  absl::StatusOr<VulnerabilityReport> Match(const Context& context, const IndexReport& index) {
    return Match(context, std::make_shared<const IndexReport>(index));
  }

  // Matches all of them over the executor. `visit` is called once a report, from one thread at a
  // time, in order; a status it returns ends the call and is returned.
  virtual absl::Status MatchMany(
      const Context& context, std::span<const std::shared_ptr<const IndexReport>> reports,
      absl::FunctionRef<absl::Status(size_t i, VulnerabilityReport report)> visit) = 0;

  // Which stored manifests the diff concerns: those with a package that an added or a removed
  // advisory affects, judged as Match() does; occurrences that have an owner count through it
  // alone. `visit` once a manifest, in digest order.
  struct AffectedManifest {
    Digest manifest;
    std::vector<std::string> added;    // names of advisories, sorted
    std::vector<std::string> removed;  // names of advisories, sorted
    Severity worst = Severity::kUnknown;
  };
  virtual absl::Status Affected(const Context& context, const UpdateDiff& diff, IndexStore& index,
                                absl::FunctionRef<absl::Status(const AffectedManifest&)> visit) = 0;

  // One element an updater, by name: what a report made now would say.
  virtual std::vector<Freshness> freshness() const = 0;

  // The size of the compiled index, for metrics.
  struct IndexSize {
    size_t advisories = 0;  // statements on one package each
    size_t ranges = 0;
    size_t bytes_hot = 0;
    size_t bytes_cold = 0;
  };
  virtual IndexSize index_size() const = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_MATCH_ENGINE_H_
