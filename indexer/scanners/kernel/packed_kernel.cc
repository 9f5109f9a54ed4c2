#include "indexer/scanners/kernel/packed_kernel.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/fields.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using internal::Packing;
using Found = absl::StatusOr<std::optional<KernelFinding>>;

// The largest modules, of graphics cards, have some 60 MiB.
constexpr uint64_t kMaxModule = uint64_t{128} << 20;
constexpr uint64_t kMaxKernel = uint64_t{256} << 20;

bool IsModuleName(std::string_view path) {
  return path.ends_with(".ko.gz") || path.ends_with(".ko.xz") || path.ends_with(".ko.zst");
}

bool IsKernelName(std::string_view path) {
  const std::string_view name = base::BaseName(path);
  return name.starts_with("vmlinu") || name.starts_with("Image") || name.starts_with("kernel");
}

PackedKernel Zboot(std::string_view head) {
  executables::Fields in(head, false);
  PackedKernel packed;
  packed.offset = in.U32(8);
  packed.size = in.U32(12);
  const std::string_view type = in.Name(24, 32);
  if (in.missing() || packed.size == 0) return packed;
  if (type == "gzip") packed.packing = Packing::kGzip;
  if (type.starts_with("xz")) packed.packing = Packing::kXz;
  if (type.starts_with("zstd")) packed.packing = Packing::kZstd;
  return packed;
}

// Whether the module says that it is of the kernel's own tree.
class InTree {
 public:
  bool Saw(std::string_view bytes) {
    constexpr std::string_view kText("\0intree=Y\0", 10);
    tail_.append(bytes.substr(0, kText.size() - 1));
    const bool found = tail_.find(kText) != tail_.npos || bytes.find(kText) != bytes.npos;
    tail_.assign(bytes.substr(bytes.size() - std::min(bytes.size(), kText.size() - 1)));
    return found;
  }

 private:
  std::string tail_;  // of what came before
};

}  // namespace

PackedKernel PackedKernelOf(std::string_view path, std::string_view head) {
  if (head.starts_with("MZ") && head.size() > 8 && head.substr(4, 4) == "zimg") return Zboot(head);
  PackedKernel packed;
  packed.is_module = IsModuleName(path);
  if (packed.is_module || IsKernelName(path)) packed.packing = internal::PackingOf(head);
  return packed;
}

Found FindInPacked(const Context& context, const RandomAccessSource& file, std::string_view path,
                   uint64_t& budget) {
  std::array<std::byte, executables::kSniffBytes> head;
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t got, file.ReadAt(0, head));
  const PackedKernel packed =
      PackedKernelOf(path, {reinterpret_cast<const char*>(head.data()), got});
  if (packed.packing == Packing::kNone) return std::nullopt;
  if (packed.offset > file.size()) return absl::DataLossError("a kernel outside of its file");
  const uint64_t rest = file.size() - packed.offset;
  internal::PackedBytes bytes{
      .file = &file,
      .offset = packed.offset,
      .size = packed.size == 0 ? rest : std::min(packed.size, rest),
      .packing = packed.packing,
      .max_bytes = std::min(budget, packed.is_module ? kMaxModule : kMaxKernel)};

  std::string module;
  InTree in_tree;
  bool skipped = false;
  const std::unique_ptr<KernelStream> kernel =
      NewKernelStream({.path = std::string(path), .size = std::numeric_limits<uint64_t>::max()});
  uint64_t made = 0;
  const absl::Status status = internal::Unpack(context, bytes, [&](std::string_view piece) {
    made += piece.size();
    if (!packed.is_module) return kernel->Feed(piece);
    skipped = in_tree.Saw(piece);
    module += piece;
    return !skipped;
  });
  budget -= std::min(budget, made);
  CLAIRCORE_RETURN_IF_ERROR(status);
  if (!packed.is_module) {
    kernel->Finish();
    return kernel->finding();
  }
  if (skipped) return std::nullopt;
  return FindModule(module);
}

}  // namespace claircore::scanners
