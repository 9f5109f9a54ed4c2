#ifndef CLAIRCORE_INDEXER_WALK_WALKED_FILES_H_
#define CLAIRCORE_INDEXER_WALK_WALKED_FILES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"
#include "claircore/internal/hash_map.h"
#include "claircore/layer_scanner.h"
#include "indexer/walk/blob_store.h"
#include "indexer/walk/dispatch.h"
#include "indexer/walk/file_collector.h"
#include "indexer/walk/link_resolver.h"
#include "indexer/walk/path_table.h"
#include "indexer/walk/problem_list.h"

namespace claircore::walk {

// A regular file, or a hard link to one, that some scanner gets to see.
struct WalkedFile {
  FileEntry entry;
  uint32_t content = 0;  // the entry that has the bytes; its own or that of the linked file
  WantList wants;
};

// What was kept of the bytes of one entry; names that share the bytes share it.
struct Content {
  WantList wants;  // what they were read for
  std::optional<BlobStore::Id> blob;
  std::map<uint32_t, std::unique_ptr<StreamConsumer>> consumers;  // by scanner

  void Take(CapturedFile captured);
};
using ContentMap = std::map<uint32_t, Content>;  // by entry number

FileEntry ToFileEntry(const PathTable::Entry& entry);

// The files of a layer in path order. Links lead from what was wanted to where the bytes are, and
// wanted paths and directories of globs are looked for behind linked directories. `captured` is in
// order of number.
absl::StatusOr<std::vector<WalkedFile>> FindWalkedFiles(
    const Context& context, const PathTable& table, const LinkResolver& resolver,
    const DispatchTable& dispatch, const std::vector<bool>& active,
    const std::vector<CapturedFile>& captured, ProblemList& problems);

// Hashes (PathHash) of the paths of `recognised` entries, and of hard links to them.
absl::StatusOr<internal::HashSet<uint64_t>> HashRecognised(const Context& context,
                                                           const PathTable& table,
                                                           const LinkResolver& resolver,
                                                           const std::vector<uint32_t>& recognised);

// Takes out of `files` what was to be streamed and was not, as only a link has the wanted name.
// What such a name alone says is not worth reading a layer twice; and where another scanner makes
// it read twice, the answer is to be the same.
void DropUnstreamed(const ContentMap& contents, std::vector<WalkedFile>& files);

// What the first pass did not keep though a link wants it, by entry number: empty nearly always.
std::map<uint32_t, WantList> FindMissing(const std::vector<WalkedFile>& files,
                                         const ContentMap& contents, const BlobStore& store);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_WALKED_FILES_H_
