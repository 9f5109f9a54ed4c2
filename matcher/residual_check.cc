#include "matcher/residual_check.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "re2/re2.h"

namespace claircore::matcher {
namespace {

// As Clair compares: a package without an architecture meets no condition on it, but a pattern that
// takes an empty one. The pattern is searched for, not anchored.
Tri MeetsArch(const Residual& residual, const std::string& arch, std::string& reason) {
  if (residual.arch_op == ArchOp::kNone) return Tri::kYes;
  if (arch.empty() && residual.arch_op != ArchOp::kPatternMatch) return Tri::kNo;
  if (residual.arch_op == ArchOp::kEquals) return ToTri(arch == residual.arch);
  if (residual.arch_op == ArchOp::kNotEquals) return ToTri(arch != residual.arch);
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  const RE2 pattern(residual.arch, options);
  if (!pattern.ok()) {
    reason = absl::StrCat("the advisory's architecture pattern '", residual.arch, "' is none");
    return Tri::kUnknown;
  }
  return ToTri(RE2::PartialMatch(arch, pattern));
}

}  // namespace

Tri MeetsResidual(const Residual& residual, const IndexRecord& record, std::string& reason) {
  const Package& package = *record.package;
  if (!residual.module.empty() && residual.module != package.module) return Tri::kNo;
  if (!residual.repository.empty() &&
      std::none_of(record.repositories.begin(), record.repositories.end(),
                   [&](const Repository* r) { return r->name == residual.repository; })) {
    return Tri::kNo;
  }
  const Tri arch = MeetsArch(residual, package.arch, reason);
  if (arch != Tri::kYes || residual.cpe.empty()) return arch;
  // Whether one CPE is a subset of another is a matcher's business, which gives it in Judge().
  reason = absl::StrCat("the advisory is for the product ", residual.cpe,
                        ", which no matcher has compared");
  return Tri::kUnknown;
}

}  // namespace claircore::matcher
