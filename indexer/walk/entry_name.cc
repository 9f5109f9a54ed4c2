#include "indexer/walk/entry_name.h"

#include <utility>

#include "claircore/base/path.h"

namespace claircore::walk {
namespace {

constexpr std::string_view kPrefix = ".wh.";
constexpr std::string_view kOpaque = ".wh..wh..opq";
// AUFS keeps notes of its own under such names, directories too.
constexpr std::string_view kMetadata = ".wh..wh.";

bool InMetadata(std::string_view path) {
  return path.starts_with(kMetadata) || path.find("/.wh..wh.") != path.npos;
}

}  // namespace

EntryName ReadEntryName(std::string_view cleaned, std::string& scratch) {
  using Meaning = EntryName::Meaning;
  if (cleaned.empty()) return {Meaning::kIgnored, {}};  // the root itself
  const std::string_view directory = base::DirName(cleaned);
  const std::string_view name = base::BaseName(cleaned);
  if (InMetadata(directory)) return {Meaning::kIgnored, {}};
  if (!name.starts_with(kPrefix)) return {Meaning::kEntry, cleaned};
  if (name == kOpaque) return {Meaning::kOpaque, directory};
  if (name.starts_with(kMetadata)) return {Meaning::kIgnored, {}};
  const std::string_view removed = name.substr(kPrefix.size());
  // ".wh...", say, would remove the directory's parent.
  if (removed.empty() || removed == "." || removed == "..") return {Meaning::kBad, cleaned};
  if (directory.empty()) return {Meaning::kWhiteout, removed};
  std::string path(directory);
  path.append("/").append(removed);
  scratch = std::move(path);
  return {Meaning::kWhiteout, scratch};
}

}  // namespace claircore::walk
