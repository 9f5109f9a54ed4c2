#ifndef CLAIRCORE_INDEXER_WALK_ENTRY_NAME_H_
#define CLAIRCORE_INDEXER_WALK_ENTRY_NAME_H_

#include <string>
#include <string_view>

namespace claircore::walk {

// What a name in a layer's archive means, by the OCI image spec
// (https://github.com/opencontainers/image-spec/blob/main/layer.md).
struct EntryName {
  enum class Meaning { kEntry, kWhiteout, kOpaque, kIgnored, kBad };
  Meaning meaning = Meaning::kIgnored;
  std::string_view path;  // of a whiteout what is removed, of an opaque mark the directory
};

// `cleaned` is from CleanPath(); `scratch` may hold the result's path.
EntryName ReadEntryName(std::string_view cleaned, std::string& scratch);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_ENTRY_NAME_H_
