#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "claircore/internal/status_macros.h"
#include "indexer/scanners/rhel/rhel_coalescer.h"

namespace claircore::scanners {
namespace {

class RhccCoalescer final : public Coalescer {
 public:
  ScannerId id() const override { return {"claircore.rhcc", "1"}; }

  absl::StatusOr<IndexReport> Coalesce(const Context& context, const ImageView& image,
                                       std::span<const LayerFindings> layers) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, path_->Coalesce(context, image, layers));
    std::map<Digest, size_t> number;  // a digest that stands twice counts as its newest layer
    for (size_t i = 0; i < image.layers().size(); ++i) number[image.layers()[i]] = i;
    size_t newest = 0;
    for (const auto& [id, environments] : report.environments) {
      for (const Environment& e : environments) {
        newest = std::max(newest, number.at(e.introduced_in));
      }
    }
    for (auto& [id, environments] : report.environments) {
      bool is_image = false;
      for (Environment& e : environments) {
        if (number.at(e.introduced_in) == newest) {
          is_image = true;
        } else {
          e.repository_ids.clear();
        }
      }
      if (!is_image) report.packages.at(id).normalized_version = {.kind = "unmatchable", .v = {}};
    }
    return report;
  }

 private:
  const std::shared_ptr<const Coalescer> path_ = NewPathCoalescer();
};

}  // namespace

std::shared_ptr<const Coalescer> NewRhccCoalescer() {
  return std::make_shared<const RhccCoalescer>();
}

}  // namespace claircore::scanners
