#ifndef CLAIRCORE_INDEXER_COALESCE_TEST_LAYERS_H_
#define CLAIRCORE_INDEXER_COALESCE_TEST_LAYERS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/digest.h"
#include "claircore/image_view.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "indexer/coalesce/image.h"
#include "indexer/coalesce/path_table.h"

namespace claircore::internal {

// A fact that owns its link target.
struct TestFact {
  PathFact fact;
  std::string target;
};

// What a layer says, written down one path a string:
//   "a/b" a file   "a/" a directory   "a -> b/c" a symlink   "!a" a whiteout   "*a" an opaque mark
std::map<std::string, TestFact> ParseLayer(const std::vector<std::string>& lines);

std::shared_ptr<const PathTable> TableOf(const std::map<std::string, TestFact>& facts);
std::shared_ptr<const PathTable> TableOf(const std::vector<std::string>& lines);

// The digest of test layer number `n`.
Digest TestDigest(size_t n);

// An image of such layers; dies when it cannot be made. `findings` may be shorter than `layers`.
std::unique_ptr<const Image> ImageOf(const std::vector<std::vector<std::string>>& layers,
                                     const std::vector<LayerFindings>& findings = {});

// A package found at `filepath`, in the database of the same name.
Package TestPackage(std::string_view name, std::string_view version, std::string_view filepath);

// "name version @filepath introduced=layer dist=did:version repos=a,b owner=name", sorted; what is
// absent is left out. Layers by their number.
std::vector<std::string> Occurrences(const IndexReport& report, const ImageView& image);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_TEST_LAYERS_H_
