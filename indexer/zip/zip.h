#ifndef CLAIRCORE_INDEXER_ZIP_ZIP_H_
#define CLAIRCORE_INDEXER_ZIP_ZIP_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::zip {

// What one file of a layer may still cost, with all the archives inside of it; counted down while
// reading. It bounds bombs of every shape (overlapping members, archives that contain themselves),
// as it counts work and not sizes that an archive claims to have.
struct Budget {
  // Enough for any honest archive of that size, and linear in it.
  static Budget ForFile(uint64_t file_bytes);
  // RESOURCE_EXHAUSTED when there is not as much left.
  absl::Status SpendBytes(uint64_t n);
  absl::Status SpendMember();

  uint64_t members = 2'000'000;                  // listed, whether wanted or not
  uint64_t bytes = uint64_t{1} << 30;            // read, and unpacked
  uint64_t memory_bytes = uint64_t{16} << 20;    // of members that Open() holds in memory
};

// One entry of the central directory.
struct Member {
  std::string name;  // raw bytes, of whatever encoding; at most 65535
  uint64_t size = 0;  // unpacked, as declared; reading never gives more
  uint64_t packed_size = 0;
  uint64_t header = 0;  // where its local header is in the archive
  uint32_t crc32 = 0;
  uint16_t method = 0;
  bool encrypted = false;

  bool is_folder() const { return name.ends_with('/'); }
};

// Reads a zip archive (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, with ZIP64) by
// its central directory; nothing is unpacked but what is asked for. Methods 0 (stored) and 8
// (deflate), which is all that jars and wheels use. Bytes before the archive (a start script) are
// skipped. One thread.
//
// Errors of all calls: DATA_LOSS for what is damaged, UNIMPLEMENTED for encrypted members and other
// methods, RESOURCE_EXHAUSTED when the budget is spent, CANCELLED and DEADLINE_EXCEEDED of the
// context, which is checked every few hundred KiB; and the archive's own.
class Reader {
 public:
  // All three must outlive the reader and what it opens. INVALID_ARGUMENT: no zip archive at all.
  static absl::StatusOr<Reader> Open(const Context& context, const RandomAccessSource& archive,
                                     Budget& budget);
  Reader(Reader&&);
  Reader& operator=(Reader&&);
  ~Reader();

  // Each member in the order of the directory, until `visit` returns false. The member is valid
  // during the call only; copies are good as long as the reader. A damaged directory ends it after
  // what came before the damage.
  absl::Status ForEach(absl::FunctionRef<bool(const Member& member)> visit);

  // The member's bytes piece by piece, at most 64 KiB each, until `take` returns false. The
  // checksum is known when all were taken.
  absl::Status Read(const Member& member, absl::FunctionRef<bool(std::string_view piece)> take);
  // All of them; RESOURCE_EXHAUSTED when there are more than `max_bytes`.
  absl::Status ReadInto(const Member& member, uint64_t max_bytes, std::string& out);

  // The member as a source, for an archive within the archive. A stored member is a range of the
  // outer archive; a deflated one is kept in memory while Budget::memory_bytes last, else it is
  // inflated anew from the nearest of at most 64 points for each read that goes back.
  absl::StatusOr<std::unique_ptr<RandomAccessSource>> OpenMember(const Member& member);

 private:
  struct State;
  explicit Reader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace claircore::zip

#endif  // CLAIRCORE_INDEXER_ZIP_ZIP_H_
