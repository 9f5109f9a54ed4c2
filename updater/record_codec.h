#ifndef UPDATER_RECORD_CODEC_H_
#define UPDATER_RECORD_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/advisory.h"
#include "claircore/vulnerability_store.h"

namespace claircore::update {

// A compact form of parsed records for the temporary file between Parse() and the store. Never
// leaves the process, so it has no version: what is kept is the store's own form.
void EncodeAdvisory(const Advisory& advisory, std::string& out);
// Fills `advisory`, which must be cleared. DATA_LOSS when `bytes` are not what Encode wrote.
absl::Status DecodeAdvisory(std::string_view bytes, Advisory& advisory);

void EncodeEnrichment(const EnrichmentRecord& record, std::string& out);
absl::Status DecodeEnrichment(std::string_view bytes, EnrichmentRecord& record);

}  // namespace claircore::update

#endif  // UPDATER_RECORD_CODEC_H_
