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

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/segment_store.h"
#include "claircore/version_scheme.h"
#include "matcher/index/cold.h"
#include "matcher/index/layout.h"
#include "matcher/index/lazy_bytes.h"
#include "matcher/index/meta.h"

namespace claircore::matcher {

// The seed of the hashes of a space's names.
uint64_t SpaceSeed(std::string_view ns, std::string_view scheme);

struct SegmentOptions {
  // Only for fuzzing, which would never get past them: checksums are not looked at.
  bool ignore_checksums = false;
};

// A compiled segment. Open() reads its header and what is needed to prove the rest; each part is
// read and proven when it is first asked for. Where that fails, or a number points to where nothing
// is, an accessor gives nothing, or zeros, and damage() is an error from then on: whoever concludes
// anything from a segment asks for it last. Immutable and thread-safe.
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
  const Space& space(uint32_t number) const;
  // `number` as Statement::residual has it: not 0.
  const Residual& residual(uint32_t number) const;
  // Different for any two segments that this process opened.
  uint64_t serial() const { return serial_; }

  // Null if `name` is not filed under that space. `hash` is StableHash(name, SpaceSeed(..)).
  const KeyEntry* Find(uint32_t space, std::string_view name, uint64_t hash) const;
  // All names filed under that space, in any order; they live as long as the segment.
  void ForEachName(uint32_t space, absl::FunctionRef<void(std::string_view)> visit) const;
  std::span<const Candidate> candidates(const KeyEntry& key) const {
    return Read(candidates_, key.first_candidate, key.candidates);
  }
  // The statements that list the version of that sort key, or, where `raw`, of that very text.
  std::span<const uint32_t> Listed(const KeyEntry& key, std::string_view text, bool raw) const;

  // Of all keys. Those of a statement lie together, its ranges in their order and first. `number`
  // as it is counted over all keys.
  const Candidate& candidate(uint32_t number) const;
  uint32_t statement_count() const { return static_cast<uint32_t>(statements_.size()); }
  uint32_t advisory_count() const { return static_cast<uint32_t>(advisories_.size()); }
  const Statement& statement(uint32_t number) const;
  const AdvisoryEntry& advisory(const Statement& statement) const {
    return advisory(statement.advisory);
  }
  std::span<const Text> aliases(const AdvisoryEntry& advisory) const {
    return Read(aliases_, advisory.first_alias, advisory.aliases);
  }
  std::string_view text(Text t) const {
    if (t.size == 0) return {};
    const std::span<const char> found = Read(arena_, t.offset, t.size);
    return {found.data(), found.size()};
  }
  std::string_view name(const Statement& statement) const { return text(advisory(statement).name); }
  // The advisory as EncodeAdvisory() wrote it. Valid until the next call with the same scratch.
  absl::StatusOr<std::string_view> Document(uint32_t advisory, ColdScratch& scratch) const;

  bool damaged() const { return hot_->damaged(); }
  // OK as long as all that was asked for was there; else DATA_LOSS or what reading failed with,
  // naming the file and what to do about it.
  absl::Status damage() const;

  uint64_t ranges() const { return ranges_; }
  size_t bytes_hot() const { return bytes_hot_; }
  size_t bytes_cold() const { return cold_.size; }

 private:
  Segment() = default;
  // `n` elements of `all`, made ready; none where there are not so many, or they are damaged.
  template <typename T>
  std::span<const T> Read(std::span<const T> all, uint64_t first, uint64_t n) const {
    if (n == 0) return {};
    if (first > all.size() || n > all.size() - first) {
      Damage("a number leads nowhere").IgnoreError();
      return {};
    }
    const std::span<const T> found = all.subspan(first, n);
    if (!hot_->Ready(found.data(), found.size_bytes())) return {};
    return found;
  }
  const AdvisoryEntry& advisory(uint32_t number) const;
  absl::Status Damage(const char* what) const;
  template <typename T>
  absl::Status Take(const Header& header, Section section, std::span<const T>& out) const;
  absl::Status ReadHeader(Header& header) const;
  absl::Status ReadSections(const Header& header);
  absl::Status ReadMeta(const VersionSchemeSet& schemes);
  absl::StatusOr<std::string_view> ReadCold(const AdvisoryEntry& entry, std::string& buffer) const;

  std::shared_ptr<const SharedBytes> bytes_;
  std::unique_ptr<const LazyBytes> hot_;
  bool ignore_checksums_ = false;
  SegmentMeta meta_;
  std::vector<Space> spaces_;
  std::span<const char> meta_bytes_;
  int directory_bits_ = 0;
  std::span<const uint32_t> directory_;
  std::span<const KeyEntry> keys_;
  std::span<const Candidate> candidates_;
  std::span<const VersionEntry> versions_;
  std::span<const uint32_t> postings_;
  std::span<const Statement> statements_;
  std::span<const AdvisoryEntry> advisories_;
  std::span<const Text> aliases_;
  std::span<const char> arena_;
  std::span<const char> dictionary_bytes_;
  SectionEntry cold_{};  // not of hot_: read a frame at a time
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
