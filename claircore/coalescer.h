#ifndef CLAIRCORE_COALESCER_H_
#define CLAIRCORE_COALESCER_H_

#include <memory>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/image_view.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "claircore/layer_scanner.h"

namespace claircore::inline v0 {

// Makes one report of what an ecosystem's scanners found in each layer. Ids in its result need
// only be consistent within it: the engine merges the ecosystems' reports and numbers them anew.
// Immutable and thread-safe; pure.
class Coalescer {
 public:
  virtual ~Coalescer() = default;
  // Part of Indexer::state(): a new version makes hosts index again (from stored findings).
  virtual ScannerId id() const = 0;
  // One element a layer, base first; each merges the findings of all scanners of the ecosystem.
  virtual absl::StatusOr<IndexReport> Coalesce(
      const Context& context, const ImageView& image,
      std::span<const LayerFindings> oldest_first) const = 0;
};

// Changes the merged report of the whole image: ownership, files of several layers, the base
// image. Resolvers run in the order they were added, after path truth. Immutable and thread-safe.
class ImageResolver {
 public:
  virtual ~ImageResolver() = default;
  virtual ScannerId id() const = 0;  // part of Indexer::state()
  virtual absl::Status Resolve(const Context& context, const ImageView& image,
                               IndexReport& report) const = 0;
};

// Right for nearly every ecosystem, as it goes by path truth: an occurrence counts while its
// `filepath` is visible; a file found again in a newer layer replaces the older findings at that
// path; `introduced_in` is the oldest layer from which on the package was there without a break.
// The distribution is the newest one detected at or below the layer, else the next one above.
std::shared_ptr<const Coalescer> NewPathCoalescer();

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_COALESCER_H_
