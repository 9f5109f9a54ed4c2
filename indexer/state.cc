
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "claircore/base/hash.h"
#include "claircore/internal/strings.h"
#include "indexer/scanner_plan.h"

namespace claircore::internal {
namespace {

// Grows when the engine itself comes to make other reports of the same findings.
constexpr std::string_view kFormat = "claircore index report 2";

// Lines of fields that cannot run into each other: each has its length before it.
void AddLine(std::initializer_list<std::string_view> fields, std::string& text) {
  for (std::string_view field : fields) {
    absl::StrAppend(&text, field.size(), ":", ToAbsl(field), " ");
  }
  text += '\n';
}

void AddLimits(const IndexLimits& l, std::string& text) {
  for (uint64_t limit :
       {l.max_contents_bytes, l.max_file_bytes, uint64_t{l.max_path_bytes},
        uint64_t{l.max_link_hops}, uint64_t{l.max_archive_depth}, l.max_layer_bytes, l.max_entries,
        l.max_compression_ratio, l.max_spooled_layer_bytes, l.max_packages, l.max_buffered_bytes,
        l.max_buffered_file_bytes, uint64_t{l.max_layers}, l.max_image_bytes,
        l.max_image_entries}) {
    absl::StrAppend(&text, limit, " ");
  }
  text += '\n';
}

}  // namespace

std::string StateOf(const ScannerPlan& plan, const IndexLimits& limits) {
  std::string text;
  AddLine({kFormat}, text);
  AddLine({"paths", PathTableId().name, PathTableId().version}, text);
  for (const PlannedScanner& scanner : plan.scanners) {
    AddLine({ScannerKindName(scanner.kind), scanner.id.name, scanner.id.version}, text);
  }
  for (const PlannedEcosystem& ecosystem : plan.ecosystems) {
    const ScannerId coalescer = ecosystem.coalescer->id();
    AddLine({"ecosystem", ecosystem.name, coalescer.name, coalescer.version}, text);
    for (size_t scanner : ecosystem.scanners) AddLine({plan.scanners[scanner].id.name}, text);
    if (const auto& r = ecosystem.default_repository)
      AddLine({r->name, r->key, r->uri, r->cpe}, text);
  }
  for (const auto& resolver : plan.resolvers) {
    const ScannerId id = resolver->id();
    AddLine({"resolver", id.name, id.version}, text);
  }
  AddLimits(limits, text);

  // Without libcrypto's SHA-256 nothing stored is taken for what is wanted.
  const auto hash = base::HashOf(base::HashKind::kSha256, text);
  return hash.ok() ? base::ToHex(*hash) : text;
}

}  // namespace claircore::internal
