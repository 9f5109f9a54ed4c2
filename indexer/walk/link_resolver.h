#ifndef CLAIRCORE_INDEXER_WALK_LINK_RESOLVER_H_
#define CLAIRCORE_INDEXER_WALK_LINK_RESOLVER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/walk/path_table.h"

namespace claircore::walk {

// Follows links inside one layer, never above its root. A value over a sealed table; thread-safe.
class LinkResolver {
 public:
  // `table` is not owned.
  LinkResolver(const PathTable& table, uint32_t max_hops) : table_(table), max_hops_(max_hops) {}

  struct Place {
    std::string path;               // where it really is; directories may lack an entry
    std::optional<uint32_t> entry;  // no symbolic link
    uint32_t steps = 0;             // how much work it was
  };
  // Absent: nowhere, or too many hops.
  std::optional<Place> Resolve(std::string_view path) const;

  // The entry that holds the bytes of hard link `number`: what its target was when the link was
  // added. Absent if there is none.
  std::optional<uint32_t> ContentOf(uint32_t number) const;

 private:
  const PathTable& table_;
  const uint32_t max_hops_;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_LINK_RESOLVER_H_
