#ifndef MATCHER_ARTIFACT_NAMES_H_
#define MATCHER_ARTIFACT_NAMES_H_

#include <map>
#include <mutex>
#include <string_view>
#include <vector>

#include "matcher/compiled_index.h"

namespace claircore::matcher {

// What follows the last ':' of a name; "" of one without.
std::string_view ArtifactOf(std::string_view name);

// The names of two parts, "group:artifact", that data speak of, by the second alone. Made for a
// namespace when somebody first asks, of texts that lie in the index. Thread-safe.
class ArtifactNames {
 public:
  // `index` must outlive it.
  explicit ArtifactNames(const CompiledIndex& index) : index_(index) {}

  // Which whole names a package is taken for that is known by its artifact alone, or, where `like`
  // is not "", by a whole name whose group may be wrong: as KeySink::AddArtifact() says. Sorted.
  void Find(std::string_view ns, std::string_view scheme, std::string_view artifact,
            std::string_view like, std::vector<std::string_view>& names) const;

 private:
  struct Entry {
    std::string_view artifact, name;
    friend bool operator==(const Entry&, const Entry&) = default;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  using Table = std::vector<Entry>;  // sorted
  const Table& TableOf(const CompiledIndex::Space& space) const;

  const CompiledIndex& index_;
  mutable std::mutex mutex_;
  mutable std::map<const CompiledIndex::Space*, Table> tables_;  // guarded by mutex_; never change
};

}  // namespace claircore::matcher

#endif  // MATCHER_ARTIFACT_NAMES_H_
