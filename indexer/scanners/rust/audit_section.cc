#include "indexer/scanners/rust/audit_section.h"

#include <algorithm>
#include <span>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "indexer/executables/elf_sections.h"
#include "indexer/executables/fields.h"
#include "indexer/scanners/rust/audit_data.h"

namespace claircore::scanners {
namespace {

using executables::Clip;
using executables::Format;
using executables::Layout;
using executables::Section;

constexpr uint64_t kMaxSection = uint64_t{8} << 20;  // compressed
constexpr uint64_t kMaxHead = uint64_t{1} << 20;
constexpr size_t kMaxParts = 20;  // programs of a fat file

std::optional<Section> NamedSection(const Layout& layout) {
  for (const Section& section : layout.sections) {
    if (section.name == kAuditSection) return section;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<std::string>> ReadSection(const std::optional<Section>& section,
                                                       executables::ReadBytes read) {
  if (!section.has_value()) return std::nullopt;
  if (section->size > kMaxSection) {
    return absl::ResourceExhaustedError("audit data of more than 8 MiB");
  }
  return read(section->offset, section->size);
}

// One program, which begins at `begin` of the file.
absl::StatusOr<std::optional<std::string>> FindInProgram(uint64_t begin,
                                                         executables::ReadBytes read_file) {
  const auto read = [&](uint64_t offset, uint64_t size) -> absl::StatusOr<std::string> {
    if (offset > UINT64_MAX - begin) return absl::DataLossError("a section outside of the file");
    return read_file(begin + offset, size);
  };
  size_t head_size = executables::kSniffBytes;
  while (true) {
    absl::StatusOr<std::string> head = read(0, head_size);
    if (!head.ok() && head_size == executables::kSniffBytes) return std::nullopt;  // too small
    CLAIRCORE_RETURN_IF_ERROR(head.status());
    const Layout layout = executables::ReadLayout(*head);
    if (layout.format == Format::kElf) {
      CLAIRCORE_ASSIGN_OR_RETURN(const std::optional<Section> section,
                                 FindElfSection(layout, kAuditSection, read));
      return ReadSection(section, read);
    }
    const std::optional<Section> section = NamedSection(layout);
    if (section.has_value() || layout.complete || head_size == kMaxHead) {
      return ReadSection(section, read);
    }
    head_size = kMaxHead;
  }
}

}  // namespace

AuditSearch HowToSearch(std::string_view head, uint64_t file_size) {
  const Layout layout = executables::ReadLayout(head);
  switch (layout.format) {
    case Format::kNone:
      return AuditSearch::kNone;
    case Format::kElf: {
      if (layout.headers == 0) return AuditSearch::kNone;
      const uint64_t begin = layout.complete ? layout.LoadedEnd() : 0;
      if (begin >= file_size) return AuditSearch::kNone;
      return file_size - begin <= AuditStream::kMaxTail ? AuditSearch::kStream
                                                        : AuditSearch::kRandom;
    }
    case Format::kPe:
    case Format::kMachO:
      // Load commands of more than a page are rare.
      return !layout.complete || NamedSection(layout).has_value() ? AuditSearch::kRandom
                                                                  : AuditSearch::kNone;
    case Format::kFatMachO:
      return AuditSearch::kRandom;
  }
  return AuditSearch::kNone;
}

bool AuditStream::Begin(const Layout& layout, std::string_view) {
  tail_begin_ = layout.complete ? layout.LoadedEnd() : 0;
  if (layout.format != Format::kElf || tail_begin_ >= file_size()) return false;
  if (file_size() - tail_begin_ > kMaxTail) return false;
  // Headers among what is loaded are those of Go's linker.
  if (layout.headers == 0 || layout.headers_offset < tail_begin_) return false;
  layout_ = layout;
  return true;
}

bool AuditStream::Take(uint64_t offset, std::string_view bytes) {
  const uint64_t end = offset + bytes.size();
  const std::string_view part = Clip(offset, bytes, {tail_begin_, file_size()});
  if (part.empty()) return true;
  if (tail_.empty()) tail_.reserve(file_size() - tail_begin_);
  tail_.append(part);
  if (end < file_size()) return true;
  const auto read = [&](uint64_t at, uint64_t size) -> absl::StatusOr<std::string> {
    if (at < tail_begin_ || at - tail_begin_ > tail_.size() ||
        size > tail_.size() - (at - tail_begin_)) {
      return absl::DataLossError("a section outside of the part of the file that is not loaded");
    }
    return tail_.substr(at - tail_begin_, size);
  };
  absl::StatusOr<std::optional<Section>> section = FindElfSection(layout_, kAuditSection, read);
  // Without a table of sections nobody can say that there should be one.
  if (section.ok()) section_ = ReadSection(*section, read);
  std::string().swap(tail_);
  layout_ = Layout();
  return false;
}

absl::StatusOr<std::optional<std::string>> FindAuditSection(const RandomAccessSource& file) {
  const auto read = [&](uint64_t offset, uint64_t size) -> absl::StatusOr<std::string> {
    if (offset > file.size() || size > file.size() - offset) {
      if (offset != 0 || size > kMaxHead) {
        return absl::DataLossError("a section outside of the file");
      }
      size = file.size();  // the head of a small one
    }
    std::string bytes(size, '\0');
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t got,
                               file.ReadAt(offset, std::as_writable_bytes(std::span(bytes))));
    if (got != size) return absl::DataLossError("the file is cut off");
    return bytes;
  };
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string head, read(0, executables::kSniffBytes));
  if (executables::FormatOf(head) != Format::kFatMachO) return FindInProgram(0, read);
  executables::Fields in(head, true);
  const bool wide = head[3] == '\xbf';
  const size_t parts = std::min<size_t>(in.U32(4), kMaxParts);
  for (size_t i = 0; i < parts; ++i) {
    const uint64_t at = 8 + i * (wide ? 32 : 20);
    const uint64_t begin = wide ? in.U64(at + 8) : in.U32(at + 8);
    CLAIRCORE_ASSIGN_OR_RETURN(std::optional<std::string> section, FindInProgram(begin, read));
    if (section.has_value()) return section;
  }
  return std::nullopt;
}

}  // namespace claircore::scanners
