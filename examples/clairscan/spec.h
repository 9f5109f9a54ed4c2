#ifndef EXAMPLES_CLAIRSCAN_SPEC_H_
#define EXAMPLES_CLAIRSCAN_SPEC_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"
#include "claircore/problem.h"

namespace clairscan {

// An image that was found where a SPEC says.
struct Image {
  std::string name;  // for people
  claircore::Manifest manifest;
  std::unique_ptr<claircore::LayerFetcher> fetcher;
  std::vector<claircore::Problem> problems;  // what could not be read on the way
};

// Opens "oci:DIR[:TAG]", "docker-archive:FILE", "rootfs:DIR", or a path or "-" that is recognised
// by what it holds. `platform` as OciLayoutOptions has it.
absl::StatusOr<Image> OpenImage(const claircore::Context& context, std::string_view spec,
                                const std::string& platform);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_SPEC_H_
