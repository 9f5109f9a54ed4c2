#include "matcher/index/meta.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "matcher/index/wire.h"

namespace claircore::matcher {

std::string EncodeMeta(const SegmentMeta& meta) {
  std::string bytes;
  WireWriter w(&bytes);
  w.Text(meta.updater);
  w.Text(meta.ref);
  w.Number(meta.schemes.size());
  for (const SegmentMeta::Scheme& scheme : meta.schemes) {
    w.Text(scheme.name);
    w.Number(scheme.known ? 1 : 0);
  }
  w.Number(meta.spaces.size());
  for (const SegmentMeta::Space& space : meta.spaces) {
    w.Text(space.ns);
    w.Number(space.scheme);
  }
  w.Number(meta.residuals.size());
  for (const Residual& residual : meta.residuals) {
    w.Text(residual.arch);
    w.Number(static_cast<uint64_t>(residual.arch_op));
    w.Text(residual.module);
    w.Text(residual.cpe);
    w.Text(residual.repository);
  }
  return bytes;
}

absl::StatusOr<SegmentMeta> DecodeMeta(std::string_view bytes) {
  WireReader r(bytes);
  SegmentMeta meta;
  meta.updater = r.Text();
  meta.ref = r.Text();
  for (uint64_t n = r.Count(); n > 0 && r.ok(); --n) {
    SegmentMeta::Scheme scheme;
    scheme.name = r.Text();
    scheme.known = r.Number() == 1;
    meta.schemes.push_back(std::move(scheme));
  }
  for (uint64_t n = r.Count(); n > 0 && r.ok(); --n) {
    SegmentMeta::Space space;
    space.ns = r.Text();
    const uint64_t scheme = r.Number();
    if (scheme >= meta.schemes.size()) return absl::DataLossError("segment: no such scheme");
    space.scheme = static_cast<uint32_t>(scheme);
    meta.spaces.push_back(std::move(space));
  }
  for (uint64_t n = r.Count(); n > 0 && r.ok(); --n) {
    Residual residual;
    residual.arch = r.Text();
    const uint64_t op = r.Number();
    if (op > static_cast<uint64_t>(ArchOp::kPatternMatch)) {
      return absl::DataLossError("segment: no such arch operation");
    }
    residual.arch_op = static_cast<ArchOp>(op);
    residual.module = r.Text();
    residual.cpe = r.Text();
    residual.repository = r.Text();
    meta.residuals.push_back(std::move(residual));
  }
  if (!r.ok() || !r.done()) return absl::DataLossError("segment: damaged meta section");
  return meta;
}

}  // namespace claircore::matcher
