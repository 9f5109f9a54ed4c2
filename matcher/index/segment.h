#ifndef MATCHER_INDEX_SEGMENT_H_
#define MATCHER_INDEX_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/segment_store.h"
#include "claircore/version_scheme.h"
#include "matcher/index/cold.h"
#include "matcher/index/layout.h"
#include "matcher/index/meta.h"

namespace claircore::matcher {

// The seed of the hashes of a space's names.
uint64_t SpaceSeed(std::string_view ns, std::string_view scheme);

struct SegmentOptions {
  // Only for fuzzing, which would never get past them: checksums are not looked at.
  bool ignore_checksums = false;
};

// A compiled segment, read where it lies. Open() proves that every number in the hot part points
// into the segment; accessors check once more and give nothing where there is nothing. Immutable
// and thread-safe.
class Segment {
 public:
  // DATA_LOSS: truncated or damaged. FAILED_PRECONDITION: another format, or made with other
  // version schemes; compile it again. `schemes` must outlive the segment.
  static absl::StatusOr<std::shared_ptr<const Segment>> Open(
      std::shared_ptr<const SharedBytes> bytes, const VersionSchemeSet& schemes,
      const SegmentOptions& options = {});

  struct Space {
    std::string_view ns;
    std::string_view scheme_name;
    const VersionScheme* scheme;  // null: the host has none of that name
  };
  const SegmentMeta& meta() const { return meta_; }
  const std::vector<Space>& spaces() const { return spaces_; }
  // Different for any two segments that this process opened.
  uint64_t serial() const { return serial_; }

  // Null if `name` is not filed under that space. `hash` is StableHash(name, SpaceSeed(..)).
  const KeyEntry* Find(uint32_t space, std::string_view name, uint64_t hash) const;
  std::span<const Candidate> candidates(const KeyEntry& key) const {
    return Run(candidates_, key.first_candidate, key.candidates);
  }
  // The statements that list the version of that sort key, or, where `raw`, of that very text.
  std::span<const uint32_t> Listed(const KeyEntry& key, std::string_view text, bool raw) const;

  std::span<const Statement> statements() const { return statements_; }
  std::span<const AdvisoryEntry> advisories() const { return advisories_; }
  std::span<const Text> aliases(const AdvisoryEntry& advisory) const {
    return Run(aliases_, advisory.first_alias, advisory.aliases);
  }
  std::string_view text(Text t) const {
    if (t.offset > arena_.size() || t.size > arena_.size() - t.offset) return {};
    return arena_.substr(t.offset, t.size);
  }
  std::string_view name(const Statement& statement) const {
    return text(advisories_[statement.advisory].name);
  }
  // The advisory as EncodeAdvisory() wrote it. Valid until the next call with the same scratch.
  absl::StatusOr<std::string_view> Document(uint32_t advisory, ColdScratch& scratch) const;

  uint64_t ranges() const { return ranges_; }
  size_t bytes_hot() const { return bytes_hot_; }
  size_t bytes_cold() const { return cold_.size(); }

 private:
  Segment() = default;
  template <typename T>
  static std::span<const T> Run(std::span<const T> all, uint32_t first, uint32_t n) {
    if (first > all.size() || n > all.size() - first) return {};
    return all.subspan(first, n);
  }
  template <typename T>
  absl::Status Take(const Header& header, Section section, std::span<const T>& out) const;
  absl::Status ReadHeader(const SegmentOptions& options, Header& header) const;
  absl::Status ReadSections(const SegmentOptions& options, const Header& header);
  absl::Status ReadMeta(const VersionSchemeSet& schemes, std::string_view bytes);
  absl::Status CheckKeys() const;
  absl::Status CheckStatements() const;
  bool Holds(Text t) const {
    return t.offset <= arena_.size() && t.size <= arena_.size() - t.offset;
  }

  std::shared_ptr<const SharedBytes> bytes_;
  bool ignore_checksums_ = false;
  SegmentMeta meta_;
  std::vector<Space> spaces_;
  std::span<const uint32_t> directory_;
  std::span<const KeyEntry> keys_;
  std::span<const Candidate> candidates_;
  std::span<const VersionEntry> versions_;
  std::span<const uint32_t> postings_;
  std::span<const Statement> statements_;
  std::span<const AdvisoryEntry> advisories_;
  std::span<const Text> aliases_;
  std::string_view arena_;
  std::string_view dictionary_bytes_;
  std::string_view cold_;
  uint64_t ranges_ = 0;
  size_t bytes_hot_ = 0;
  uint64_t serial_ = 0;
  mutable std::once_flag dictionary_once_;
  mutable std::optional<ColdDictionary> dictionary_;  // made by the first Document()
};

// Bytes that a string holds.
std::shared_ptr<const SharedBytes> ShareString(std::string bytes);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_SEGMENT_H_
