#ifndef EXAMPLES_CLAIRSCAN_SPEC_H_
#define EXAMPLES_CLAIRSCAN_SPEC_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/fetch/image/open_image.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"
#include "claircore/problem.h"

namespace clairscan {

// A SPEC in parts: "oci:DIR:NAME" is a layout at DIR and the image NAME in it.
struct Spec {
  claircore::ImageForm form = claircore::ImageForm::kAny;
  std::string path;
  std::string name;  // also a digest
};

// A path is the longest that exists; what follows it after ':' or '@' is a name, so that tags may
// have colons. NOT_FOUND, with what could have been said, when nothing of it exists.
absl::StatusOr<Spec> ParseSpec(std::string_view text);

// An image that was found where a SPEC says.
struct Image {
  std::string name;  // for people
  claircore::Manifest manifest;
  std::unique_ptr<claircore::LayerFetcher> fetcher;
  std::vector<claircore::Problem> problems;  // what could not be read on the way
  std::vector<std::string> notes;            // sentences for people, for standard error
};

// Opens what ParseSpec() reads. `platform` as OciLayoutOptions has it.
absl::StatusOr<Image> OpenImage(const claircore::Context& context, std::string_view spec,
                                const std::string& platform);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_SPEC_H_
