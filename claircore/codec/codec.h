#ifndef CLAIRCORE_CODEC_CODEC_H_
#define CLAIRCORE_CODEC_CODEC_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "claircore/manifest.h"
#include "claircore/proto/v1/index.pb.h"
#include "claircore/proto/v1/update.pb.h"
#include "claircore/proto/v1/vulnerability.pb.h"
#include "claircore/vulnerability_report.h"
#include "claircore/vulnerability_store.h"

// Between the structs of the API and the protobuf messages of claircore/proto/v1. Every field of
// every struct makes the round trip; codec_test.cc holds us to it, also for fields added later.
//
// FromProto() takes what anybody may have written: a digest, an enumerator or a nesting that no
// struct can hold is INVALID_ARGUMENT. Equal sources of one message's packages become one object.
namespace claircore::codec {

void ToProto(const Manifest& from, v1::Manifest* to);
void ToProto(const Package& from, v1::Package* to);
void ToProto(const IndexReport& from, v1::IndexReport* to);
void ToProto(const LayerFindings& from, v1::LayerFindings* to);
void ToProto(const Advisory& from, v1::Advisory* to);
void ToProto(const Vulnerability& from, v1::Vulnerability* to);
void ToProto(const VulnerabilityReport& from, v1::VulnerabilityReport* to);
void ToProto(const UpdateOperation& from, v1::UpdateOperation* to);
void ToProto(const UpdaterStatus& from, v1::UpdaterStatus* to);
void ToProto(const EnrichmentRecord& from, v1::EnrichmentRecord* to);

absl::StatusOr<Manifest> FromProto(const v1::Manifest& from);
absl::StatusOr<Package> FromProto(const v1::Package& from);
absl::StatusOr<IndexReport> FromProto(const v1::IndexReport& from);
absl::StatusOr<LayerFindings> FromProto(const v1::LayerFindings& from);
absl::StatusOr<Advisory> FromProto(const v1::Advisory& from);
absl::StatusOr<Vulnerability> FromProto(const v1::Vulnerability& from);
absl::StatusOr<VulnerabilityReport> FromProto(const v1::VulnerabilityReport& from);
absl::StatusOr<UpdateOperation> FromProto(const v1::UpdateOperation& from);
absl::StatusOr<UpdaterStatus> FromProto(const v1::UpdaterStatus& from);
absl::StatusOr<EnrichmentRecord> FromProto(const v1::EnrichmentRecord& from);

// The serialised message: equal values give equal bytes.
std::string Encode(const Manifest& value);
std::string Encode(const Package& value);
std::string Encode(const IndexReport& value);
std::string Encode(const LayerFindings& value);
std::string Encode(const Advisory& value);
std::string Encode(const Vulnerability& value);
std::string Encode(const VulnerabilityReport& value);
std::string Encode(const UpdateOperation& value);
std::string Encode(const UpdaterStatus& value);
std::string Encode(const EnrichmentRecord& value);

// The inverse, for the types above: Decode<Advisory>(bytes). DATA_LOSS for bytes that are no such
// message, else as FromProto().
template <typename T>
absl::StatusOr<T> Decode(std::string_view bytes);

template <>
absl::StatusOr<Manifest> Decode<Manifest>(std::string_view bytes);
template <>
absl::StatusOr<Package> Decode<Package>(std::string_view bytes);
template <>
absl::StatusOr<IndexReport> Decode<IndexReport>(std::string_view bytes);
template <>
absl::StatusOr<LayerFindings> Decode<LayerFindings>(std::string_view bytes);
template <>
absl::StatusOr<Advisory> Decode<Advisory>(std::string_view bytes);
template <>
absl::StatusOr<Vulnerability> Decode<Vulnerability>(std::string_view bytes);
template <>
absl::StatusOr<VulnerabilityReport> Decode<VulnerabilityReport>(std::string_view bytes);
template <>
absl::StatusOr<UpdateOperation> Decode<UpdateOperation>(std::string_view bytes);
template <>
absl::StatusOr<UpdaterStatus> Decode<UpdaterStatus>(std::string_view bytes);
template <>
absl::StatusOr<EnrichmentRecord> Decode<EnrichmentRecord>(std::string_view bytes);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_CODEC_H_
