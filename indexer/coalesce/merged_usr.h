#ifndef CLAIRCORE_INDEXER_COALESCE_MERGED_USR_H_
#define CLAIRCORE_INDEXER_COALESCE_MERGED_USR_H_

#include <string>
#include <string_view>

namespace claircore::internal {

// Folders that became links when /usr was merged, and where they may lead. Package lists go on to
// name files as they lay before.
struct MergedFolder {
  std::string_view link;
  std::string_view target;
};
inline constexpr MergedFolder kMergedFolders[] = {
    {"bin", "usr/bin"},       {"lib", "usr/lib"},   {"lib32", "usr/lib32"}, {"lib64", "usr/lib64"},
    {"libx32", "usr/libx32"}, {"sbin", "usr/sbin"}, {"sbin", "usr/bin"},    {"usr/sbin", "usr/bin"},
};

// `path` with folder `from` at its beginning replaced by `to`; empty if it does not lie in there.
inline std::string MoveFolder(std::string_view path, std::string_view from, std::string_view to) {
  if (from.empty() || !path.starts_with(from) || path.size() <= from.size() + 1 ||
      path[from.size()] != '/') {
    return "";
  }
  return std::string(to).append(path.substr(from.size()));
}

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_MERGED_USR_H_
