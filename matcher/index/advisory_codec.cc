#include "matcher/index/advisory_codec.h"

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/index/wire.h"

namespace claircore::matcher {
namespace {

constexpr size_t kAll = std::numeric_limits<size_t>::max();

void PutTexts(WireWriter& w, const std::vector<std::string>& texts) {
  w.Number(texts.size());
  for (const std::string& text : texts) w.Text(text);
}

std::vector<std::string> TakeTexts(WireReader& r) {
  std::vector<std::string> texts;
  const uint64_t n = r.Count();
  for (uint64_t i = 0; i < n && r.ok(); ++i) texts.emplace_back(r.Text());
  return texts;
}

// Zigzag, as dates before 1970 are negative.
void PutTime(WireWriter& w, std::chrono::sys_seconds time) {
  const int64_t t = time.time_since_epoch().count();
  w.Number(static_cast<uint64_t>(t) << 1 ^ static_cast<uint64_t>(t >> 63));
}

std::chrono::sys_seconds TakeTime(WireReader& r) {
  const uint64_t n = r.Number();
  return std::chrono::sys_seconds(
      std::chrono::seconds(static_cast<int64_t>(n >> 1 ^ (~(n & 1) + 1))));
}

template <typename Enum>
Enum TakeEnum(WireReader& r, Enum last) {
  const uint64_t n = r.Number();
  return n <= static_cast<uint64_t>(last) ? static_cast<Enum>(n) : Enum{};
}

void PutAffected(WireWriter& w, const Affected& a) {
  w.Text(a.key.ns);
  w.Text(a.key.name);
  w.Text(a.key.scheme);
  w.Number(static_cast<uint64_t>(a.kind));
  w.Number(static_cast<uint64_t>(a.status));
  w.Number(a.ranges.size());
  for (const VersionRange& range : a.ranges) {
    w.Text(range.introduced);
    w.Text(range.fixed);
    w.Text(range.last_affected);
    w.Text(range.limit);
  }
  PutTexts(w, a.versions);
  w.Text(a.fixed_in_version);
  w.Text(a.arch);
  w.Number(static_cast<uint64_t>(a.arch_op));
  w.Text(a.module);
  w.Text(a.cpe);
  w.Text(a.repository);
  w.Text(a.severity);
  w.Number(static_cast<uint64_t>(a.normalized_severity));
}

Affected TakeAffected(WireReader& r) {
  Affected a;
  a.key.ns = r.Text();
  a.key.name = r.Text();
  a.key.scheme = r.Text();
  a.kind = TakeEnum(r, PackageKind::kAncestry);
  a.status = TakeEnum(r, AffectedStatus::kInformational);
  const uint64_t ranges = r.Count();
  for (uint64_t i = 0; i < ranges && r.ok(); ++i) {
    VersionRange range;
    range.introduced = r.Text();
    range.fixed = r.Text();
    range.last_affected = r.Text();
    range.limit = r.Text();
    a.ranges.push_back(std::move(range));
  }
  a.versions = TakeTexts(r);
  a.fixed_in_version = r.Text();
  a.arch = r.Text();
  a.arch_op = TakeEnum(r, ArchOp::kPatternMatch);
  a.module = r.Text();
  a.cpe = r.Text();
  a.repository = r.Text();
  a.severity = r.Text();
  a.normalized_severity = TakeEnum(r, Severity::kCritical);
  return a;
}

absl::StatusOr<Advisory> Decode(std::string_view bytes, size_t ordinal) {
  WireReader r(bytes);
  Advisory a;
  a.source_key = r.Text();
  a.name = r.Text();
  a.aliases = TakeTexts(r);
  a.related = TakeTexts(r);
  a.description = r.Text();
  a.issued = TakeTime(r);
  a.modified = TakeTime(r);
  a.links = TakeTexts(r);
  a.severity = r.Text();
  a.normalized_severity = TakeEnum(r, Severity::kCritical);
  a.cvss = TakeTexts(r);
  const uint64_t affected = r.Count();
  for (uint64_t i = 0; i < affected && r.ok(); ++i) {
    const std::string_view one = r.Text();
    if (ordinal != kAll && i != ordinal) continue;
    WireReader inner(one);
    a.affected.push_back(TakeAffected(inner));
    if (!inner.ok() || !inner.done()) return absl::DataLossError("damaged advisory");
  }
  if (!r.ok() || !r.done() || (ordinal != kAll && a.affected.size() != 1)) {
    return absl::DataLossError("damaged advisory");
  }
  return a;
}

}  // namespace

void EncodeAdvisory(const Advisory& a, std::string& out) {
  WireWriter w(&out);
  w.Text(a.source_key);
  w.Text(a.name);
  PutTexts(w, a.aliases);
  PutTexts(w, a.related);
  w.Text(a.description);
  PutTime(w, a.issued);
  PutTime(w, a.modified);
  PutTexts(w, a.links);
  w.Text(a.severity);
  w.Number(static_cast<uint64_t>(a.normalized_severity));
  PutTexts(w, a.cvss);
  w.Number(a.affected.size());
  std::string one;
  for (const Affected& affected : a.affected) {
    one.clear();
    WireWriter inner(&one);
    PutAffected(inner, affected);
    w.Text(one);
  }
}

absl::StatusOr<Advisory> DecodeAdvisory(std::string_view bytes) { return Decode(bytes, kAll); }

absl::StatusOr<Advisory> DecodeStatement(std::string_view bytes, size_t ordinal) {
  return Decode(bytes, ordinal);
}

}  // namespace claircore::matcher
