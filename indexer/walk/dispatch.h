#ifndef CLAIRCORE_INDEXER_WALK_DISPATCH_H_
#define CLAIRCORE_INDEXER_WALK_DISPATCH_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/statusor.h"
#include "claircore/file_wants.h"
#include "claircore/layer_scanner.h"

namespace claircore::walk {

// What one scanner wants of one file. Streaming is apart from keeping: a scanner may have both.
struct Want {
  enum class Level : uint8_t { kEntry, kContents, kRandomAccess };
  uint32_t scanner = 0;
  Level level = Level::kEntry;
  bool stream = false;
  friend bool operator==(const Want&, const Want&) = default;
};

// One Want a scanner, sorted by scanner.
using WantList = absl::InlinedVector<Want, 2>;

// Adds `want`, merging it with what its scanner wants already.
void Merge(const Want& want, WantList& wants);

struct Sniffer {
  size_t head_bytes = 0;
  Want want;
  std::function<bool(const FileEntry&, std::string_view)> accept;
};

// All patterns of all scanners as one table. Immutable, thread-safe.
class DispatchTable {
 public:
  struct Glob {
    std::string text;
    Want want;
  };

  // INVALID_ARGUMENT names scanner and pattern. `automaton_bytes` bounds the memory of the globs'
  // automaton; when that is too little, matching is slower and its result the same.
  static absl::StatusOr<std::unique_ptr<const DispatchTable>> Compile(
      std::span<const std::shared_ptr<const LayerScanner>> scanners,
      size_t automaton_bytes = size_t{32} << 20);
  virtual ~DispatchTable() = default;

  // Merges into `wants` what the patterns of the active scanners say of `path`.
  virtual void Match(std::string_view path, const std::vector<bool>& active,
                     WantList& wants) const = 0;
  // Whether any pattern of any scanner matches.
  virtual bool MatchesAny(std::string_view path) const = 0;

  virtual std::span<const Sniffer> sniffers() const = 0;
  // For links: a path or a glob's directory may lie behind one.
  virtual std::span<const Glob> paths() const = 0;
  virtual std::span<const Glob> globs() const = 0;
  // Whether globs()[number] matches.
  virtual bool GlobMatches(size_t number, std::string_view path) const = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_DISPATCH_H_
