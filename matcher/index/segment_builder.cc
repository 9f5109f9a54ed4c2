#include "matcher/index/segment_builder.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/version_bound.h"
#include "matcher/index/advisory_codec.h"
#include "matcher/index/hash.h"
#include "matcher/index/segment.h"
#include "matcher/index/segment_writer.h"

namespace claircore::matcher {
namespace {

constexpr size_t kMost = std::numeric_limits<uint32_t>::max();

bool FromTheBeginning(const std::string& introduced) {
  return introduced.empty() || introduced == "0";
}

std::vector<uint32_t> Identity(size_t n) {
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

// order[rank] = old place  ->  rank[old place].
std::vector<uint32_t> Ranks(const std::vector<uint32_t>& order) {
  std::vector<uint32_t> rank(order.size());
  for (size_t i = 0; i < order.size(); ++i) rank[order[i]] = static_cast<uint32_t>(i);
  return rank;
}

template <typename T, typename Project>
void Permute(std::vector<T>& items, const std::vector<uint32_t>& order, Project project) {
  std::vector<T> moved;
  moved.reserve(items.size());
  for (const uint32_t i : order) moved.push_back(project(items[i]));
  items = std::move(moved);
}

}  // namespace

SegmentBuilder::SegmentBuilder(std::string_view updater, std::string_view ref,
                               const VersionSchemeSet& schemes)
    : schemes_(schemes) {
  meta_.updater = updater;
  meta_.ref = ref;
}

absl::Status SegmentBuilder::Add(const Advisory& advisory) {
  if (advisory.affected.empty()) return absl::OkStatus();  // speaks of no package: never a hit
  scratch_.clear();
  EncodeAdvisory(advisory, scratch_);
  CLAIRCORE_RETURN_IF_ERROR(cold_.Add(scratch_));
  AdvisoryEntry entry{};
  entry.name = arena_.Add(advisory.name);
  entry.first_alias = static_cast<uint32_t>(aliases_.size());
  entry.aliases = static_cast<uint32_t>(advisory.aliases.size());
  for (const std::string& alias : advisory.aliases) aliases_.push_back(arena_.Add(alias));
  const auto index = static_cast<uint32_t>(advisories_.size());
  advisories_.push_back(entry);
  for (uint32_t i = 0; i < advisory.affected.size(); ++i) AddStatement(advisory, index, i);
  if (arena_.size() > kMost || aliases_.size() > kMost || candidates_.size() > kMost ||
      listed_.size() > kMost || advisories_.size() > kMost || drafts_.size() > kMost) {
    return absl::ResourceExhaustedError("segment: more advisories than its format can number");
  }
  return absl::OkStatus();
}

uint32_t SegmentBuilder::KeyOf(const PackageKey& key) {
  const auto [space, new_space] =
      space_ids_.try_emplace({key.ns, key.scheme}, static_cast<uint32_t>(space_ids_.size()));
  std::string id = std::to_string(space->second);
  id.append(1, ' ').append(key.name);
  const auto [it, added] = key_ids_.try_emplace(id, static_cast<uint32_t>(keys_.size()));
  if (added) {
    KeyEntry entry{};
    entry.hash = StableHash(key.name, SpaceSeed(key.ns, key.scheme));
    entry.name = arena_.Add(key.name);
    entry.space = space->second;
    keys_.push_back(entry);
  }
  return it->second;
}

uint32_t SegmentBuilder::ResidualOf(const Affected& affected) {
  Residual residual{affected.arch_op == ArchOp::kNone ? "" : affected.arch, affected.arch_op,
                    affected.module, affected.cpe, affected.repository};
  // As Clair means it: an operation on no architecture asks nothing.
  if (residual.arch.empty()) residual.arch_op = ArchOp::kNone;
  if (residual.empty()) return 0;
  const auto [it, added] =
      residual_ids_.try_emplace(residual, static_cast<uint32_t>(residual_ids_.size()));
  if (added) meta_.residuals.push_back(residual);
  return it->second + 1;
}

void SegmentBuilder::AddStatement(const Advisory& advisory, uint32_t index, uint32_t ordinal) {
  const Affected& affected = advisory.affected[ordinal];
  const uint32_t key = KeyOf(affected.key);
  const auto number = static_cast<uint32_t>(drafts_.size());
  Draft draft{};
  draft.key = key;
  draft.statement.advisory = index;
  draft.statement.ordinal = ordinal;
  draft.statement.space = keys_[key].space;
  draft.statement.residual = ResidualOf(affected);
  draft.statement.name = keys_[key].name;
  draft.statement.status = static_cast<uint8_t>(affected.status);
  const auto ends = [&](const VersionRange& range) {
    return range.fixed == affected.fixed_in_version;
  };
  draft.statement.has_fix = !affected.fixed_in_version.empty() &&
                            std::none_of(affected.ranges.begin(), affected.ranges.end(), ends);
  draft.statement.severity = static_cast<uint8_t>(affected.normalized_severity == Severity::kUnknown
                                                      ? advisory.normalized_severity
                                                      : affected.normalized_severity);
  draft.ranges = affected.ranges;
  draft.fixed = affected.fixed_in_version;
  drafts_.push_back(std::move(draft));

  const VersionScheme* scheme = schemes_.Find(affected.key.scheme);
  for (const VersionRange& range : affected.ranges) AddRange(scheme, range, number);
  for (const std::string& version : affected.versions) AddVersion(scheme, version, key, number);
  if (!affected.ranges.empty()) return;
  if (affected.versions.empty()) {
    AddRange(scheme, VersionRange{}, number);  // every version is in it
  } else {
    Candidate mark{};
    mark.statement = number;
    mark.flags = kNoRange;
    if (scheme == nullptr) mark.flags |= kNoScheme;
    candidates_.push_back(mark);
  }
}

Bound SegmentBuilder::TextBound(std::string_view text) {
  return Bound{BoundPrefix(text), arena_.Add(text)};
}

bool SegmentBuilder::MakeBound(const VersionScheme* scheme, const std::string& version,
                               Bound& bound, bool& bad) {
  std::string key;
  absl::StatusOr<bool> has_key = scheme->AppendSortKey(version, key);
  if (!has_key.ok()) {
    const std::string filled = internal::FillUpVersion(*scheme, version);
    if (!filled.empty()) has_key = scheme->AppendSortKey(filled, key);
  }
  bad = !has_key.ok();
  if (bad) {
    bound = TextBound(version);
    return true;  // needs no key: it is never compared
  }
  if (*has_key) bound = TextBound(key);
  return *has_key;
}

void SegmentBuilder::AddRange(const VersionScheme* scheme, const VersionRange& range,
                              uint32_t statement) {
  Candidate c{};
  c.statement = statement;
  const bool inclusive = range.fixed.empty() && !range.last_affected.empty();
  const std::string& high = !range.fixed.empty() ? range.fixed
                            : inclusive          ? range.last_affected
                                                 : range.limit;
  if (FromTheBeginning(range.introduced)) c.flags |= kLowUnbounded;
  if (high.empty()) {
    c.flags |= kHighUnbounded;
  } else if (inclusive) {
    c.flags |= kHighInclusive;
  } else if (range.fixed.empty()) {
    c.flags |= kLimit;
  }
  ++ranges_;
  if (scheme == nullptr) {
    c.flags |= kNoScheme;
    candidates_.push_back(c);
    return;
  }
  bool keys = true;
  bool bad = false;
  if (!(c.flags & kLowUnbounded)) {
    keys = MakeBound(scheme, range.introduced, c.low, bad);
    if (bad) c.flags |= kLowBad;
  }
  if (!(c.flags & kHighUnbounded)) {
    keys = MakeBound(scheme, high, c.high, bad) && keys;
    if (bad) c.flags |= kHighBad;
  }
  if (!keys) {  // both as texts, so that one comparison fits both
    c.flags |= kCompare;
    const auto text = [&](const std::string& version) {
      const std::string filled = internal::FillUpVersion(*scheme, version);
      return TextBound(filled.empty() ? version : filled);
    };
    if (!(c.flags & kLowUnbounded)) c.low = text(range.introduced);
    if (!(c.flags & kHighUnbounded)) c.high = text(high);
  }
  candidates_.push_back(c);
}

void SegmentBuilder::AddVersion(const VersionScheme* scheme, const std::string& version,
                                uint32_t key, uint32_t statement) {
  std::string sort_key;
  const absl::StatusOr<bool> has_key = scheme == nullptr
                                           ? absl::StatusOr<bool>(absl::NotFoundError("no scheme"))
                                           : scheme->AppendSortKey(version, sort_key);
  if (has_key.ok() && !*has_key) {
    Candidate c{};
    c.statement = statement;
    c.flags = kCompare | kExact;
    c.low = TextBound(version);
    candidates_.push_back(c);
    return;
  }
  // A version that its own scheme rejects is equal to itself and to nothing else.
  const std::string& text = has_key.ok() ? sort_key : version;
  listed_.push_back({key, has_key.ok() ? 0u : 1u, arena_.Add(text), StableHash(text), statement});
}

SegmentMeta SegmentBuilder::NumberSpaces() {
  std::map<std::string, uint32_t> scheme_ids;
  for (const auto& [space, id] : space_ids_) scheme_ids.emplace(space.second, 0);
  for (auto& [name, id] : scheme_ids) {
    id = static_cast<uint32_t>(meta_.schemes.size());
    meta_.schemes.push_back({name, schemes_.Find(name) != nullptr});
  }
  meta_.spaces.resize(space_ids_.size());
  for (const auto& [space, id] : space_ids_) {
    meta_.spaces[id] = {space.first, scheme_ids[space.second]};
  }
  return std::move(meta_);
}

// The order in which a report numbers its vulnerabilities, so that a statement's index is its rank.
std::vector<uint32_t> SegmentBuilder::OrderStatements() {
  std::vector<uint32_t> order = Identity(drafts_.size());
  std::vector<std::pair<std::string_view, std::string_view>> spaces(space_ids_.size());
  for (const auto& [space, id] : space_ids_) spaces[id] = {space.first, space.second};
  std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) {
    const Draft& a = drafts_[x];
    const Draft& b = drafts_[y];
    const auto name = arena_.Get(advisories_[a.statement.advisory].name) <=>
                      arena_.Get(advisories_[b.statement.advisory].name);
    if (name != 0) return name < 0;
    const auto& [ns_a, scheme_a] = spaces[a.statement.space];
    const auto& [ns_b, scheme_b] = spaces[b.statement.space];
    if (ns_a != ns_b) return ns_a < ns_b;
    const auto package = arena_.Get(a.statement.name) <=> arena_.Get(b.statement.name);
    if (package != 0) return package < 0;
    if (scheme_a != scheme_b) return scheme_a < scheme_b;
    if (a.ranges != b.ranges) return a.ranges < b.ranges;
    if (a.fixed != b.fixed) return a.fixed < b.fixed;
    return x < y;
  });
  return order;
}

std::vector<uint32_t> SegmentBuilder::OrderKeys() {
  std::vector<uint32_t> order = Identity(keys_.size());
  std::sort(order.begin(), order.end(), [&](uint32_t x, uint32_t y) {
    const KeyEntry& a = keys_[x];
    const KeyEntry& b = keys_[y];
    return std::tuple(a.hash, a.space, arena_.Get(a.name)) <
           std::tuple(b.hash, b.space, arena_.Get(b.name));
  });
  return order;
}

void SegmentBuilder::PlaceCandidates(const std::vector<uint32_t>& statement_rank,
                                     const std::vector<uint32_t>& key_rank) {
  const auto place = [&](const Candidate& c) {
    return std::pair(key_rank[drafts_[c.statement].key], statement_rank[c.statement]);
  };
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [&](const Candidate& a, const Candidate& b) { return place(a) < place(b); });
  for (uint32_t i = 0; i < candidates_.size(); ++i) {
    KeyEntry& key = keys_[drafts_[candidates_[i].statement].key];
    if (key.candidates++ == 0) key.first_candidate = i;
    candidates_[i].statement = statement_rank[candidates_[i].statement];
  }
}

void SegmentBuilder::PlaceVersions(const std::vector<uint32_t>& statement_rank,
                                   const std::vector<uint32_t>& key_rank) {
  const auto entry = [&](const Listed& l) {
    return std::tuple(key_rank[l.key], l.hash, arena_.Get(l.text), l.raw);
  };
  std::sort(listed_.begin(), listed_.end(), [&](const Listed& a, const Listed& b) {
    if (entry(a) != entry(b)) return entry(a) < entry(b);
    return statement_rank[a.statement] < statement_rank[b.statement];
  });
  for (size_t i = 0; i < listed_.size(); ++i) {
    const Listed& l = listed_[i];
    if (i == 0 || entry(listed_[i - 1]) != entry(l)) {
      KeyEntry& key = keys_[l.key];
      if (key.versions++ == 0) key.first_version = static_cast<uint32_t>(versions_.size());
      versions_.push_back({l.hash, l.text, static_cast<uint32_t>(postings_.size()), 0, l.raw, 0});
    }
    const uint32_t statement = statement_rank[l.statement];
    // One statement may list a version in two spellings.
    if (versions_.back().postings > 0 && postings_.back() == statement) continue;
    postings_.push_back(statement);
    ++versions_.back().postings;
  }
  listed_ = {};
}

// About one key a bucket.
std::vector<uint32_t> SegmentBuilder::MakeDirectory() const {
  const size_t buckets = std::bit_ceil(std::max<size_t>(keys_.size(), 1));
  const int bits = std::countr_zero(buckets);
  std::vector<uint32_t> directory(buckets + 1, 0);
  for (const KeyEntry& key : keys_) ++directory[(bits == 0 ? 0 : key.hash >> (64 - bits)) + 1];
  std::partial_sum(directory.begin(), directory.end(), directory.begin());
  return directory;
}

absl::StatusOr<std::string> SegmentBuilder::Finish() {
  CLAIRCORE_ASSIGN_OR_RETURN(ColdWriter::Result cold, cold_.Finish());
  for (size_t i = 0; i < advisories_.size(); ++i) {
    const ColdWriter::Frame& frame = cold.frames[i];
    advisories_[i].cold_offset = frame.offset;
    advisories_[i].cold_size = static_cast<uint32_t>(frame.size);
    advisories_[i].plain_size = static_cast<uint32_t>(frame.plain_size);
    advisories_[i].checksum =
        StableHash(std::string_view(cold.bytes).substr(frame.offset, frame.size));
  }
  const std::vector<uint32_t> statement_order = OrderStatements();
  const std::vector<uint32_t> statement_rank = Ranks(statement_order);
  const std::vector<uint32_t> key_order = OrderKeys();
  const std::vector<uint32_t> key_rank = Ranks(key_order);
  PlaceCandidates(statement_rank, key_rank);
  PlaceVersions(statement_rank, key_rank);
  Permute(keys_, key_order, [](const KeyEntry& key) { return key; });
  std::vector<Statement> statements;
  statements.reserve(drafts_.size());
  for (const uint32_t i : statement_order) statements.push_back(drafts_[i].statement);
  drafts_ = {};

  SegmentWriter writer(ranges_);
  writer.Put(kMeta, EncodeMeta(NumberSpaces()));
  writer.Put<uint32_t>(kDirectory, MakeDirectory());
  writer.Put<KeyEntry>(kKeys, keys_);
  writer.Put<Candidate>(kCandidates, candidates_);
  writer.Put<VersionEntry>(kVersions, versions_);
  writer.Put<uint32_t>(kPostings, postings_);
  writer.Put<Statement>(kStatements, statements);
  writer.Put<AdvisoryEntry>(kAdvisories, advisories_);
  writer.Put<Text>(kAliases, aliases_);
  writer.Put(kArena, arena_.bytes());
  writer.Put(kDictionary, cold.dictionary);
  writer.Put(kCold, cold.bytes);
  return std::move(writer).Finish();
}

}  // namespace claircore::matcher
