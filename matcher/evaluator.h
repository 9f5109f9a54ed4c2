#ifndef MATCHER_EVALUATOR_H_
#define MATCHER_EVALUATOR_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "matcher/artifact_names.h"
#include "matcher/compiled_index.h"
#include "matcher/index/segment.h"
#include "matcher/matcher_table.h"
#include "matcher/scratch.h"
#include "matcher/tri.h"

namespace claircore::matcher {

// Fills scratch.keys with what the matchers want of a record, each key once, sorted, and
// scratch.artifacts; and says in scratch.basis whether one declined.
void CollectKeys(const MatcherTable& matchers, const IndexRecord& record, Scratch& scratch);

// Says what each advisory means for a record. One thread; what it is made with must outlive it.
//
// Vetoes: a statement that a package is not affected, of any updater, silences under the same
// package key every finding whose advisory shares a name or an alias with it.
class Evaluator {
 public:
  // `artifacts` are those of the index, or of a larger one.
  Evaluator(const CompiledIndex& index, const ArtifactNames& artifacts,
            const MatcherTable& matchers, Scratch& scratch)
      : index_(index), artifacts_(artifacts), matchers_(matchers), scratch_(scratch) {}

  // Leaves the findings in scratch.findings, by ref(), each once, and what they rest on in
  // scratch.basis.
  absl::Status Evaluate(const Context& context, const IndexRecord& record);

 private:
  struct Run;  // one key in one segment
  // The keys from `first` on that are of one package. Returns where the next ones begin.
  size_t EvaluateGroup(const Context& context, const IndexRecord& record, size_t first);
  void EvaluateArtifacts(const Context& context, const IndexRecord& record);
  void EvaluateKey(const Context& context, const IndexRecord& record, const WantedKey& key);
  void EvaluateRun(Run& run);
  std::span<const uint32_t> Listed(const Run& run, bool raw);
  void EvaluateByCompare(Run& run);
  void Conclude(Run& run, uint32_t statement, Tri in_range, std::string_view reason);
  void Judge(Run& run, uint32_t statement, Tri in_range, std::string reason);
  void Emit(const Run& run, uint32_t statement, Tri verdict, std::string reason);
  void Add(const Run& run, uint32_t statement, Outcome outcome);
  uint32_t FixFor(const Run& run) const;
  void ApplyVetoes(size_t first);
  void Unify();

  const CompiledIndex& index_;
  const ArtifactNames& artifacts_;
  const MatcherTable& matchers_;
  Scratch& scratch_;
  const CompiledIndex::Space* space_ = nullptr;  // of the last key
  absl::Status status_;                          // the first advisory that could not be read
};

}  // namespace claircore::matcher

#endif  // MATCHER_EVALUATOR_H_
