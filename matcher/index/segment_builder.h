#ifndef MATCHER_INDEX_SEGMENT_BUILDER_H_
#define MATCHER_INDEX_SEGMENT_BUILDER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/internal/hash_map.h"
#include "claircore/version_scheme.h"
#include "matcher/index/cold.h"
#include "matcher/index/interner.h"
#include "matcher/index/layout.h"
#include "matcher/index/meta.h"

namespace claircore::matcher {

// Compiles advisories into the bytes of a segment. Equal advisories in equal order give equal
// bytes. Memory: the hot part, the compressed cold part, and one advisory. One thread.
class SegmentBuilder {
 public:
  // `schemes` must outlive the builder.
  SegmentBuilder(std::string_view updater, std::string_view ref, const VersionSchemeSet& schemes);

  // RESOURCE_EXHAUSTED when the segment would be larger than its format can say.
  absl::Status Add(const Advisory& advisory);
  // Once; the builder is empty afterwards.
  absl::StatusOr<std::string> Finish();

 private:
  struct Draft {  // a statement whose place in the order is not known yet
    Statement statement;
    uint32_t key;
    std::vector<VersionRange> ranges;
    std::string fixed;  // Affected::fixed_in_version
  };
  struct Listed {  // one listed version of one statement
    uint32_t key;
    uint32_t raw;
    Text text;
    uint64_t hash;
    uint32_t statement;
  };
  using SpaceName = std::pair<std::string, std::string>;  // namespace, scheme

  uint32_t KeyOf(const PackageKey& key);
  uint32_t ResidualOf(const Affected& affected);
  void AddStatement(const Advisory& advisory, uint32_t index, uint32_t ordinal);
  void AddRange(const VersionScheme* scheme, const VersionRange& range, uint32_t statement);
  void AddVersion(const VersionScheme* scheme, const std::string& version, uint32_t key,
                  uint32_t statement);
  // Fills `bound`; false: it has no sort key. `bad` is set where the scheme rejects it.
  bool MakeBound(const VersionScheme* scheme, const std::string& version, Bound& bound, bool& bad);
  Bound TextBound(std::string_view text);

  SegmentMeta NumberSpaces();
  std::vector<uint32_t> OrderStatements();
  std::vector<uint32_t> OrderKeys();
  void PlaceCandidates(const std::vector<uint32_t>& statement_rank,
                       const std::vector<uint32_t>& key_rank);
  void PlaceVersions(const std::vector<uint32_t>& statement_rank,
                     const std::vector<uint32_t>& key_rank);
  std::vector<uint32_t> MakeDirectory() const;

  const VersionSchemeSet& schemes_;
  SegmentMeta meta_;
  Interner arena_;
  ColdWriter cold_;
  std::vector<AdvisoryEntry> advisories_;
  std::vector<Text> aliases_;
  std::vector<Draft> drafts_;
  std::map<SpaceName, uint32_t> space_ids_;  // in order of first use
  internal::HashMap<std::string, uint32_t> key_ids_;
  std::vector<KeyEntry> keys_;
  std::map<Residual, uint32_t> residual_ids_;
  std::vector<Candidate> candidates_;
  std::vector<Listed> listed_;
  std::vector<VersionEntry> versions_;
  std::vector<uint32_t> postings_;
  uint64_t ranges_ = 0;
  std::string scratch_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_SEGMENT_BUILDER_H_
