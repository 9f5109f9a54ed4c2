#ifndef MATCHER_INDEX_LOADER_H_
#define MATCHER_INDEX_LOADER_H_

#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/context.h"
#include "claircore/match_engine.h"
#include "claircore/vulnerability_store.h"
#include "matcher/compiled_index.h"
#include "matcher/index/segment.h"

namespace claircore::matcher {

// Makes indexes out of what a VulnerabilityStore holds. Thread-safe; the options must outlive it.
class IndexLoader {
 public:
  explicit IndexLoader(const MatchOptions& options);

  // An index of all current operations. Takes segments from `previous` (which may be null), then
  // from the SegmentStore, and compiles the rest.
  absl::StatusOr<std::shared_ptr<const CompiledIndex>> Load(const Context& context,
                                                            const CompiledIndex* previous) const;

  // An index of only what the store files under `keys`, that knows all namespaces nevertheless. It
  // takes those of unchanged operations from `previous`, which may be null.
  absl::StatusOr<std::shared_ptr<const CompiledIndex>> LoadKeys(
      const Context& context, std::span<const PackageKey> keys,
      const CompiledIndex* previous) const;

  // Adds those names that have an artifact of `artifacts` (their names) behind their ':'. Reads all
  // operations of their namespaces, as stores know whole names alone.
  absl::Status AddNames(const Context& context, const std::set<PackageKey>& artifacts,
                        const CompiledIndex& index, std::set<PackageKey>& keys) const;

  // A segment in memory of these advisories.
  absl::StatusOr<std::shared_ptr<const Segment>> Compile(
      const Context& context, std::string_view updater, std::string_view ref,
      std::span<const Advisory> advisories) const;

 private:
  struct Current {
    std::vector<UpdateOperation> operations;  // by updater
    std::vector<Freshness> freshness;
  };
  absl::StatusOr<Current> ReadCurrent(const Context& context) const;
  absl::StatusOr<NamespacesList> ReadNamespaces(const Context& context,
                                                const std::vector<UpdateOperation>& operations,
                                                const CompiledIndex* previous) const;
  // `anew`: what is stored is known to be damaged.
  absl::StatusOr<std::shared_ptr<const Segment>> LoadSegment(const Context& context,
                                                             const UpdateOperation& operation,
                                                             bool anew) const;
  std::shared_ptr<const Segment> OpenStored(const Context& context, std::string_view name,
                                            const UpdateOperation& operation) const;
  absl::StatusOr<std::string> CompileOperation(const Context& context,
                                               const UpdateOperation& operation) const;
  void DropStale(const Context& context, const std::vector<UpdateOperation>& operations) const;
  std::string SegmentName(const UpdateOperation& operation) const;

  const MatchOptions& options_;
  std::string configuration_;  // of what a segment's bytes depend on beside its operation
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_LOADER_H_
