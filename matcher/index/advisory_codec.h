#ifndef MATCHER_INDEX_ADVISORY_CODEC_H_
#define MATCHER_INDEX_ADVISORY_CODEC_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/advisory.h"

namespace claircore::matcher {

// An advisory as the bytes of one document of a segment's cold part.
void EncodeAdvisory(const Advisory& advisory, std::string& out);

// All of it. DATA_LOSS for bytes that EncodeAdvisory() did not make.
absl::StatusOr<Advisory> DecodeAdvisory(std::string_view bytes);

// All but `affected`, of which only number `ordinal` is taken: as much as a report's row needs,
// however many packages the advisory names.
absl::StatusOr<Advisory> DecodeStatement(std::string_view bytes, size_t ordinal);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_ADVISORY_CODEC_H_
