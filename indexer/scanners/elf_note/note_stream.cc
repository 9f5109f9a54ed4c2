#include "indexer/scanners/elf_note/note_stream.h"

#include <algorithm>

#include "indexer/scanners/elf_note/package_note.h"

namespace claircore::scanners {

using executables::Clip;
using executables::Format;
using executables::Layout;
using executables::Range;
using executables::Segment;

bool MayHavePackageNote(std::string_view head) {
  if (executables::FormatOf(head) != Format::kElf) return false;
  const Layout layout = executables::ReadLayout(head);
  if (!layout.complete) return true;
  constexpr std::string_view kOwner("FDO\0", 4);
  for (const Segment& note : layout.notes) {
    if (note.offset > head.size() || note.size > head.size() - note.offset) return true;
    if (head.substr(note.offset, note.size).find(kOwner) != head.npos) return true;
  }
  return false;
}

bool NoteStream::Begin(const Layout& layout, std::string_view) {
  if (layout.format != Format::kElf) return false;
  big_endian_ = layout.big_endian;
  std::vector<Range> all;
  for (const Segment& note : layout.notes) all.push_back({note.offset, note.offset + note.size});
  std::sort(all.begin(), all.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  uint64_t total = 0;
  for (const Range& range : all) {
    // Those that overlap are nobody's, and would have bytes looked at twice.
    if (!notes_.empty() && range.begin < notes_.back().end) continue;
    const uint64_t size = range.end - range.begin;
    if (size > kMaxNotes - total) {
      too_many_ = true;
      continue;
    }
    total += size;
    notes_.push_back(range);
  }
  return !notes_.empty();
}

bool NoteStream::Take(uint64_t offset, std::string_view bytes) {
  const uint64_t end = offset + bytes.size();
  while (next_ < notes_.size()) {
    uint64_t at = offset;
    bytes_.append(Clip(at, bytes, notes_[next_]));
    if (end < notes_[next_].end) return true;
    CollectPackageNotes(bytes_, big_endian_, descriptions_);
    bytes_.clear();
    ++next_;
  }
  std::string().swap(bytes_);
  return false;
}

}  // namespace claircore::scanners
