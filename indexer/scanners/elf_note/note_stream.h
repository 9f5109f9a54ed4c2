#ifndef CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_NOTE_STREAM_H_
#define CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_NOTE_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/executables/executable_stream.h"
#include "indexer/executables/layout.h"

namespace claircore::scanners {

// Whether an ELF file may hold a package note, by its head of executables::kSniffBytes. Nearly all
// have their notes on the first page, so that this decides.
bool MayHavePackageNote(std::string_view head);

// Reads the notes of one ELF file as it passes by. Only segments count, not sections: package notes
// are loaded, so that core files have them, and strip leaves them alone.
class NoteStream final : public executables::ExecutableStream {
 public:
  // Notes of a file that are looked at; real ones have some hundred bytes.
  static constexpr uint64_t kMaxNotes = uint64_t{64} << 10;

  using ExecutableStream::ExecutableStream;
  // The descriptions of the package notes.
  const std::vector<std::string>& descriptions() const { return descriptions_; }
  // There were more notes than kMaxNotes.
  bool too_many() const { return too_many_; }

 private:
  bool Begin(const executables::Layout& layout, std::string_view head) override;
  bool Take(uint64_t offset, std::string_view bytes) override;

  bool big_endian_ = false;
  bool too_many_ = false;
  std::vector<executables::Range> notes_;  // sorted, apart from each other
  size_t next_ = 0;                        // of `notes_`: the one that `bytes_` belongs to
  std::string bytes_;
  std::vector<std::string> descriptions_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_NOTE_STREAM_H_
