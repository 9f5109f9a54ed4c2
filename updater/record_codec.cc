#include "updater/record_codec.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"

namespace claircore::update {
namespace {

class Encoder {
 public:
  explicit Encoder(std::string& out) : out_(out) {}

  void operator()(uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>(value | 0x80));
    out_.push_back(static_cast<char>(value));
  }
  void operator()(const std::string& text) {
    (*this)(static_cast<uint64_t>(text.size()));
    out_ += text;
  }
  void operator()(std::chrono::sys_seconds time) {
    (*this)(static_cast<uint64_t>(time.time_since_epoch().count()));
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(E value) { out_.push_back(static_cast<char>(value)); }
  template <typename T>
  void operator()(const std::vector<T>& values);

 private:
  std::string& out_;
};

// Reads what Encoder wrote; after the first fault everything reads as empty.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}
  bool ok() const { return ok_ && in_.empty(); }

  void operator()(uint64_t& value) {
    value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (in_.empty()) break;
      const auto byte = static_cast<unsigned char>(in_.front());
      in_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return;
    }
    Fail(value);
  }
  void operator()(std::string& text) {
    uint64_t size = 0;
    (*this)(size);
    if (size > in_.size()) return Fail(size);
    text.assign(in_.substr(0, static_cast<size_t>(size)));
    in_.remove_prefix(static_cast<size_t>(size));
  }
  void operator()(std::chrono::sys_seconds& time) {
    uint64_t count = 0;
    (*this)(count);
    time = std::chrono::sys_seconds(std::chrono::seconds(static_cast<int64_t>(count)));
  }
  template <typename E>
  requires std::is_enum_v<E>
  void operator()(E& value) {
    if (in_.empty()) {
      ok_ = false;
      return;
    }
    value = static_cast<E>(in_.front());
    in_.remove_prefix(1);
  }
  template <typename T>
  void operator()(std::vector<T>& values);

 private:
  void Fail(uint64_t& value) {
    ok_ = false;
    in_ = {};
    value = 0;
  }
  std::string_view in_;
  bool ok_ = true;
};

// One list of fields for both directions. `V` is const for the encoder.
template <typename Visitor, typename V>
void VisitRange(Visitor& visit, V& v) {
  visit(v.introduced);
  visit(v.fixed);
  visit(v.last_affected);
  visit(v.limit);
}

template <typename Visitor, typename V>
void VisitAffected(Visitor& visit, V& v) {
  visit(v.key.ns);
  visit(v.key.name);
  visit(v.key.scheme);
  visit(v.kind);
  visit(v.status);
  visit(v.ranges);
  visit(v.versions);
  visit(v.fixed_in_version);
  visit(v.arch);
  visit(v.arch_op);
  visit(v.module);
  visit(v.cpe);
  visit(v.repository);
  visit(v.severity);
  visit(v.normalized_severity);
}

template <typename Visitor, typename V>
void VisitAdvisory(Visitor& visit, V& v) {
  visit(v.source_key);
  visit(v.name);
  visit(v.aliases);
  visit(v.related);
  visit(v.description);
  visit(v.issued);
  visit(v.modified);
  visit(v.links);
  visit(v.severity);
  visit(v.normalized_severity);
  visit(v.cvss);
  visit(v.affected);
}

template <typename T, typename Visitor, typename V>
void VisitElement(Visitor& visit, V& v) {
  if constexpr (std::is_same_v<T, VersionRange>) {
    VisitRange(visit, v);
  } else if constexpr (std::is_same_v<T, Affected>) {
    VisitAffected(visit, v);
  } else {
    visit(v);
  }
}

template <typename T>
void Encoder::operator()(const std::vector<T>& values) {
  (*this)(static_cast<uint64_t>(values.size()));
  for (const T& value : values) VisitElement<T>(*this, value);
}

template <typename T>
void Decoder::operator()(std::vector<T>& values) {
  uint64_t count = 0;
  (*this)(count);
  // Every element takes a byte or more, so a damaged count cannot make us allocate much.
  if (count > in_.size()) return Fail(count);
  values.resize(static_cast<size_t>(count));
  for (T& value : values) VisitElement<T>(*this, value);
}

absl::Status Damaged() { return absl::DataLossError("a spooled record is damaged"); }

}  // namespace

void EncodeAdvisory(const Advisory& advisory, std::string& out) {
  Encoder encoder(out);
  VisitAdvisory(encoder, advisory);
}

absl::Status DecodeAdvisory(std::string_view bytes, Advisory& advisory) {
  Decoder decoder(bytes);
  VisitAdvisory(decoder, advisory);
  return decoder.ok() ? absl::OkStatus() : Damaged();
}

void EncodeEnrichment(const EnrichmentRecord& record, std::string& out) {
  Encoder encoder(out);
  encoder(record.tags);
  encoder(record.json);
}

absl::Status DecodeEnrichment(std::string_view bytes, EnrichmentRecord& record) {
  Decoder decoder(bytes);
  decoder(record.tags);
  decoder(record.json);
  return decoder.ok() ? absl::OkStatus() : Damaged();
}

}  // namespace claircore::update
