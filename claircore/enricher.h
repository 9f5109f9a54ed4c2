#ifndef CLAIRCORE_ENRICHER_H_
#define CLAIRCORE_ENRICHER_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/vulnerability_report.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0 {

// Experimental: shapes may change until the first built-in enricher has exercised them.

class EnrichmentReader {
 public:
  virtual ~EnrichmentReader() = default;
  // The current records that carry one of `tags`.
  virtual absl::StatusOr<std::vector<EnrichmentRecord>> Find(const Context& context,
                                                             std::span<const std::string> tags) = 0;
};

// JSON for VulnerabilityReport::enrichments[type].
struct Enrichment {
  std::string type;
  std::vector<std::string> json;
};

// Adds side knowledge to a finished report. Immutable and thread-safe. An error is one of
// VulnerabilityReport::match_problems; but one of the store's that it was read from ends the match.
class Enricher {
 public:
  virtual ~Enricher() = default;
  virtual std::string_view name() const = 0;
  virtual absl::StatusOr<Enrichment> Enrich(const Context& context, EnrichmentReader& reader,
                                            const VulnerabilityReport& report) const = 0;
};

using EnricherSet = std::vector<std::shared_ptr<const Enricher>>;

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_ENRICHER_H_
