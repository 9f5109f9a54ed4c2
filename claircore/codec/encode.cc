
#include <limits>

#include "claircore/codec/codec.h"
#include "claircore/codec/internal.h"

namespace claircore::codec {
namespace {

template <typename Message, typename T>
std::string Serialise(const T& value) {
  Message message;
  ToProto(value, &message);
  // The schema has no protobuf maps, whose order is the only thing serialising leaves open.
  return message.SerializeAsString();
}

// Appends `message` to `out` and empties it. Messages written one behind the other are one message
// of all their fields, so that a long list need never stand in memory as one.
template <typename Message>
void Flush(Message& message, std::string& out) {
  message.AppendToString(&out);
  message.Clear();
}

template <typename Message>
auto Parse(std::string_view bytes) -> decltype(FromProto(std::declval<Message>())) {
  Message message;
  if (bytes.size() > static_cast<size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("not a message of the claircore.v1 schema");
  }
  return FromProto(message);
}

}  // namespace

std::string Encode(const Manifest& value) { return Serialise<v1::Manifest>(value); }
std::string Encode(const Package& value) { return Serialise<v1::Package>(value); }

std::string Encode(const IndexReport& value) {
  std::string out;
  v1::IndexReport part;
  part.set_manifest_hash(value.manifest_hash.ToString());
  part.set_state(value.state);
  Flush(part, out);
  for (const auto& [key, package] : value.packages) {
    v1::PackageEntry* e = part.add_packages();
    e->set_key(key);
    ToProto(package, e->mutable_value());
    Flush(part, out);
  }
  internal::WriteDistributions(value, &part);
  Flush(part, out);
  for (const auto& [key, environments] : value.environments) {
    internal::WriteEnvironments(key, environments, &part);
    Flush(part, out);
  }
  internal::WriteOutcome(value, &part);
  Flush(part, out);
  return out;
}

std::string Encode(const LayerFindings& value) {
  std::string out;
  v1::LayerFindings part;
  for (const Package& package : value.packages) {
    ToProto(package, part.add_packages());
    Flush(part, out);
  }
  internal::WriteAllButPackages(value, &part);
  Flush(part, out);
  return out;
}

std::string Encode(const Advisory& value) { return Serialise<v1::Advisory>(value); }
std::string Encode(const Vulnerability& value) { return Serialise<v1::Vulnerability>(value); }
std::string Encode(const VulnerabilityReport& value) {
  return Serialise<v1::VulnerabilityReport>(value);
}
std::string Encode(const UpdateOperation& value) { return Serialise<v1::UpdateOperation>(value); }
std::string Encode(const UpdaterStatus& value) { return Serialise<v1::UpdaterStatus>(value); }
std::string Encode(const EnrichmentRecord& value) { return Serialise<v1::EnrichmentRecord>(value); }

template <>
absl::StatusOr<Manifest> Decode<Manifest>(std::string_view bytes) {
  return Parse<v1::Manifest>(bytes);
}
template <>
absl::StatusOr<Package> Decode<Package>(std::string_view bytes) {
  return Parse<v1::Package>(bytes);
}
template <>
absl::StatusOr<IndexReport> Decode<IndexReport>(std::string_view bytes) {
  return Parse<v1::IndexReport>(bytes);
}
template <>
absl::StatusOr<LayerFindings> Decode<LayerFindings>(std::string_view bytes) {
  return Parse<v1::LayerFindings>(bytes);
}
template <>
absl::StatusOr<Advisory> Decode<Advisory>(std::string_view bytes) {
  return Parse<v1::Advisory>(bytes);
}
template <>
absl::StatusOr<Vulnerability> Decode<Vulnerability>(std::string_view bytes) {
  return Parse<v1::Vulnerability>(bytes);
}
template <>
absl::StatusOr<VulnerabilityReport> Decode<VulnerabilityReport>(std::string_view bytes) {
  return Parse<v1::VulnerabilityReport>(bytes);
}
template <>
absl::StatusOr<UpdateOperation> Decode<UpdateOperation>(std::string_view bytes) {
  return Parse<v1::UpdateOperation>(bytes);
}
template <>
absl::StatusOr<UpdaterStatus> Decode<UpdaterStatus>(std::string_view bytes) {
  return Parse<v1::UpdaterStatus>(bytes);
}
template <>
absl::StatusOr<EnrichmentRecord> Decode<EnrichmentRecord>(std::string_view bytes) {
  return Parse<v1::EnrichmentRecord>(bytes);
}

}  // namespace claircore::codec
