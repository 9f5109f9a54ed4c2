#include "indexer/reportable.h"

#include <string>

#include "indexer/coalesce/merged_usr.h"

namespace claircore::internal {

bool MayBeReported(const walk::LayerWalker& walker, const walk::WalkedLayer& layer,
                   std::string_view path) {
  const auto wanted = [&](std::string_view at) {
    return walker.Wanted(at) || layer.Recognised(at);
  };
  if (wanted(path)) return true;
  for (const auto& [link, target] : kMergedFolders) {
    const std::string merged = MoveFolder(path, link, target);
    if (!merged.empty() && wanted(merged)) return true;
  }
  return false;
}

}  // namespace claircore::internal
