#ifndef CLAIRCORE_INDEXER_SCANNERS_RPM_PGP_ISSUER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RPM_PGP_ISSUER_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace claircore::scanners {

// The key id of the last signature over a binary document among these OpenPGP packets, as the
// signature itself names it (RFC 4880, sections 4.2 and 5.2; versions 2 to 4). Nothing is verified.
std::optional<uint64_t> PgpIssuer(std::string_view packets);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RPM_PGP_ISSUER_H_
