#include "indexer/scanners/java/sha1.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "claircore/base/hash.h"
#include "claircore/internal/status_macros.h"

namespace claircore::scanners {

absl::StatusOr<std::string> Sha1Of(const Context& context, const RandomAccessSource& source,
                                   zip::Budget& budget) {
  base::Hash hash(base::HashKind::kSha1);
  std::vector<std::byte> piece(size_t{128} << 10);
  for (uint64_t at = 0;;) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, source.ReadAt(at, piece));
    if (n == 0) break;
    CLAIRCORE_RETURN_IF_ERROR(budget.SpendBytes(n));
    hash.Update(std::span(piece).first(n));
    at += n;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string digest, hash.Digest());
  return base::ToHex(digest);
}

}  // namespace claircore::scanners
