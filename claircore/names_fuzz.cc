// CVSS vectors, CPE names, package URLs and digests: what parses must print, and what was printed
// must parse to the same value.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/cpe.h"
#include "claircore/cvss.h"
#include "claircore/digest.h"
#include "claircore/purl.h"

namespace {

void Require(bool held) {
  if (!held) std::abort();
}

void CheckCvss(std::string_view text) {
  const auto score = claircore::ParseCvss(text);
  if (!score.ok()) return;
  Require(score->base >= 0 && score->base <= 10 && score->overall >= 0 && score->overall <= 10);
  // v2 has groups that are complete or not there, so a canonical form without them may not parse.
  if (score->version == claircore::CvssVersion::kV2) return;
  const auto again = claircore::ParseCvss(score->vector);
  Require(again.ok() && again->vector == score->vector && again->overall == score->overall);
}

void CheckCpe(std::string_view text) {
  const auto cpe = claircore::Cpe::Parse(text);
  if (!cpe.ok()) return;
  const auto again = claircore::Cpe::Parse(cpe->ToString());
  Require(again.ok() && *again == *cpe);
  (void)cpe->ToUri();
  (void)claircore::CpeNameRelation(*cpe, *again);
}

void CheckPurl(std::string_view text) {
  const auto purl = claircore::PackageUrl::Parse(text);
  if (!purl.ok()) return;
  const auto canonical = purl->ToString();
  Require(canonical.ok());
  const auto again = claircore::PackageUrl::Parse(*canonical);
  Require(again.ok() && *again == *purl);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  CheckCvss(text);
  CheckCpe(text);
  CheckPurl(text);
  (void)claircore::Digest::Parse(text);
  return 0;
}
