#include "claircore/fetch/internal/layer_bytes.h"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "claircore/fetch/internal/archive_reader.h"

namespace claircore::fetch {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kBlock = 512;
constexpr size_t kChecksum = 148, kChecksumBytes = 8;

struct Magic {
  std::string_view bytes;
  int filter;
};
constexpr Magic kMagics[] = {
    {"\x1f\x8b"sv, ARCHIVE_FILTER_GZIP},
    {"\x28\xb5\x2f\xfd"sv, ARCHIVE_FILTER_ZSTD},
};

// The first block of what `bytes` decompress to; shorter when there is no more.
std::string Decompressed(const Context& context, const RandomAccessSource& bytes, int filter) {
  const ArchivePtr a(archive_read_new());
  archive_read_support_format_raw(a.get());
  // Exactly this filter: libarchive would go on undoing one within the other.
  if (archive_read_append_filter(a.get(), filter) != ARCHIVE_OK) return "";
  ArchiveInput input(context, &bytes);
  struct archive_entry* entry = nullptr;
  if (!input.Open(a.get()).ok() || archive_read_next_header(a.get(), &entry) != ARCHIVE_OK) {
    return "";
  }
  std::string block(kBlock, '\0');
  size_t filled = 0;
  while (filled < block.size()) {
    const la_ssize_t n = archive_read_data(a.get(), block.data() + filled, block.size() - filled);
    if (n <= 0) break;
    filled += static_cast<size_t>(n);
  }
  block.resize(filled);
  return block;
}

}  // namespace

bool IsTarBlock(std::string_view block) {
  if (block.size() < kBlock) return false;
  block = block.substr(0, kBlock);
  if (block.find_first_not_of('\0') == std::string_view::npos) return true;
  // Some old writers added up signed bytes.
  int32_t sum = 0, signed_sum = 0, said = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum && i < kChecksum + kChecksumBytes;
    sum += own ? ' ' : static_cast<unsigned char>(block[i]);
    signed_sum += own ? ' ' : static_cast<signed char>(block[i]);
  }
  bool any = false;
  for (const char c : block.substr(kChecksum, kChecksumBytes)) {
    if (c >= '0' && c <= '7') {
      said = said * 8 + (c - '0');
      any = true;
    } else if (any || c != ' ') {
      break;
    }
  }
  return any && (said == sum || said == signed_sum);
}

bool BeginsAsTar(const Context& context, const RandomAccessSource& bytes) {
  std::array<char, kBlock> head{};
  const auto n = bytes.ReadAt(0, std::as_writable_bytes(std::span(head)));
  if (!n.ok()) return false;
  const std::string_view begin(head.data(), *n);
  for (const Magic& magic : kMagics) {
    if (begin.starts_with(magic.bytes)) {
      return IsTarBlock(Decompressed(context, bytes, magic.filter));
    }
  }
  return IsTarBlock(begin);
}

}  // namespace claircore::fetch
