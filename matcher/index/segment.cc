#include "matcher/index/segment.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/advisory.h"
#include "claircore/internal/status_macros.h"
#include "matcher/index/hash.h"

namespace claircore::matcher {
namespace {

absl::Status Damaged(const char* what) {
  return absl::DataLossError(absl::StrCat("segment: ", what));
}

uint64_t NextSerial() {
  static std::atomic<uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

class StringBytes final : public SharedBytes {
 public:
  explicit StringBytes(std::string bytes) : words_((bytes.size() + 7) / 8), size_(bytes.size()) {
    if (size_ > 0) std::memcpy(words_.data(), bytes.data(), size_);
  }
  std::string_view bytes() const override {
    return {reinterpret_cast<const char*>(words_.data()), size_};
  }

 private:
  std::vector<uint64_t> words_;  // for the alignment
  size_t size_;
};

}  // namespace

uint64_t SpaceSeed(std::string_view ns, std::string_view scheme) {
  return StableHash(scheme, StableHash(ns));
}

std::shared_ptr<const SharedBytes> ShareString(std::string bytes) {
  return std::make_shared<StringBytes>(std::move(bytes));
}

absl::StatusOr<std::shared_ptr<const Segment>> Segment::Open(
    std::shared_ptr<const SharedBytes> bytes, const VersionSchemeSet& schemes,
    const SegmentOptions& options) {
  std::shared_ptr<Segment> segment(new Segment);
  segment->bytes_ = std::move(bytes);
  segment->ignore_checksums_ = options.ignore_checksums;
  Header header;
  CLAIRCORE_RETURN_IF_ERROR(segment->ReadHeader(options, header));
  CLAIRCORE_RETURN_IF_ERROR(segment->ReadSections(options, header));
  const SectionEntry& meta = header.section[kMeta];
  CLAIRCORE_RETURN_IF_ERROR(
      segment->ReadMeta(schemes, segment->bytes_->bytes().substr(meta.offset, meta.size)));
  CLAIRCORE_RETURN_IF_ERROR(segment->CheckKeys());
  CLAIRCORE_RETURN_IF_ERROR(segment->CheckStatements());
  segment->serial_ = NextSerial();
  return std::shared_ptr<const Segment>(std::move(segment));
}

absl::Status Segment::ReadHeader(const SegmentOptions& options, Header& header) const {
  const std::string_view bytes = bytes_->bytes();
  if (reinterpret_cast<uintptr_t>(bytes.data()) % 8 != 0) {
    return absl::InvalidArgumentError("segment: its bytes do not begin at a multiple of 8");
  }
  if (bytes.size() < sizeof(Header)) return Damaged("shorter than its header");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) return Damaged("no segment");
  if (header.byte_order != kByteOrder || header.format_version != kFormatVersion ||
      header.key_format != kKeyFormat || header.sections != kSections) {
    return absl::FailedPreconditionError("segment: made in another format");
  }
  if (header.file_size != bytes.size()) return Damaged("truncated");
  if (!options.ignore_checksums &&
      header.checksum != StableHash(bytes.substr(0, offsetof(Header, checksum)))) {
    return Damaged("damaged header");
  }
  return absl::OkStatus();
}

template <typename T>
absl::Status Segment::Take(const Header& header, Section section, std::span<const T>& out) const {
  const SectionEntry& entry = header.section[section];
  if (entry.size % sizeof(T) != 0) return Damaged("a section of a broken size");
  const char* begin = bytes_->bytes().data() + entry.offset;
  out = {reinterpret_cast<const T*>(begin), entry.size / sizeof(T)};
  return absl::OkStatus();
}

absl::Status Segment::ReadSections(const SegmentOptions& options, const Header& header) {
  const std::string_view bytes = bytes_->bytes();
  for (uint32_t i = 0; i < kSections; ++i) {
    const SectionEntry& entry = header.section[i];
    if (entry.offset % 8 != 0 || entry.offset > bytes.size() ||
        entry.size > bytes.size() - entry.offset) {
      return Damaged("a section beyond its end");
    }
    if (i == kCold) continue;  // its documents have their own
    if (!options.ignore_checksums &&
        entry.checksum != StableHash(bytes.substr(entry.offset, entry.size))) {
      return Damaged("a damaged section");
    }
    bytes_hot_ += entry.size;
  }
  const auto view = [&](Section s) {
    return bytes.substr(header.section[s].offset, header.section[s].size);
  };
  arena_ = view(kArena);
  dictionary_bytes_ = view(kDictionary);
  cold_ = view(kCold);
  ranges_ = header.ranges;
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kDirectory, directory_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kKeys, keys_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kCandidates, candidates_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kVersions, versions_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kPostings, postings_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kStatements, statements_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kAdvisories, advisories_));
  return Take(header, kAliases, aliases_);
}

absl::Status Segment::ReadMeta(const VersionSchemeSet& schemes, std::string_view bytes) {
  CLAIRCORE_ASSIGN_OR_RETURN(meta_, DecodeMeta(bytes));
  for (const SegmentMeta::Scheme& scheme : meta_.schemes) {
    // A scheme that came or went since: keys are missing, or nobody can make a package's.
    if (scheme.known != (schemes.Find(scheme.name) != nullptr)) {
      return absl::FailedPreconditionError(
          absl::StrCat("segment: made with other version schemes: ", scheme.name));
    }
  }
  for (const SegmentMeta::Space& space : meta_.spaces) {
    const std::string& scheme = meta_.schemes[space.scheme].name;
    spaces_.push_back({space.ns, scheme, schemes.Find(scheme)});
  }
  return absl::OkStatus();
}

absl::Status Segment::CheckKeys() const {
  const size_t buckets = directory_.empty() ? 0 : directory_.size() - 1;
  if (!std::has_single_bit(buckets) || directory_.front() != 0 ||
      directory_.back() != keys_.size() || !std::is_sorted(directory_.begin(), directory_.end())) {
    return Damaged("damaged directory");
  }
  for (const KeyEntry& key : keys_) {
    if (!Holds(key.name) || key.space >= spaces_.size() ||
        Run(candidates_, key.first_candidate, key.candidates).size() != key.candidates ||
        Run(versions_, key.first_version, key.versions).size() != key.versions) {
      return Damaged("damaged key");
    }
  }
  for (const Candidate& candidate : candidates_) {
    if (!Holds(candidate.low.text) || !Holds(candidate.high.text) ||
        candidate.statement >= statements_.size()) {
      return Damaged("damaged candidate");
    }
  }
  for (const VersionEntry& version : versions_) {
    if (!Holds(version.text) ||
        Run(postings_, version.first_posting, version.postings).size() != version.postings) {
      return Damaged("damaged version");
    }
  }
  for (const uint32_t statement : postings_) {
    if (statement >= statements_.size()) return Damaged("damaged posting");
  }
  return absl::OkStatus();
}

absl::Status Segment::CheckStatements() const {
  for (const Statement& statement : statements_) {
    if (statement.advisory >= advisories_.size() || statement.space >= spaces_.size() ||
        statement.residual > meta_.residuals.size() || !Holds(statement.name) ||
        statement.status > static_cast<uint8_t>(AffectedStatus::kEndOfLife) ||
        statement.severity > static_cast<uint8_t>(Severity::kCritical)) {
      return Damaged("damaged statement");
    }
  }
  for (const AdvisoryEntry& advisory : advisories_) {
    if (!Holds(advisory.name) ||
        Run(aliases_, advisory.first_alias, advisory.aliases).size() != advisory.aliases ||
        advisory.cold_offset > cold_.size() ||
        advisory.cold_size > cold_.size() - advisory.cold_offset) {
      return Damaged("damaged advisory");
    }
  }
  for (const Text alias : aliases_) {
    if (!Holds(alias)) return Damaged("damaged alias");
  }
  return absl::OkStatus();
}

const KeyEntry* Segment::Find(uint32_t space, std::string_view name, uint64_t hash) const {
  const int bits = std::countr_zero(directory_.size() - 1);
  const size_t bucket = bits == 0 ? 0 : hash >> (64 - bits);
  for (uint32_t i = directory_[bucket]; i < directory_[bucket + 1]; ++i) {
    const KeyEntry& key = keys_[i];
    if (key.hash == hash && key.space == space && text(key.name) == name) return &key;
  }
  return nullptr;
}

std::span<const uint32_t> Segment::Listed(const KeyEntry& key, std::string_view wanted,
                                          bool raw) const {
  const auto versions = Run(versions_, key.first_version, key.versions);
  if (versions.empty()) return {};
  const uint64_t hash = StableHash(wanted);
  // Hashes are spread evenly: the place is guessed and then walked to, which touches one or two
  // lines of memory where a binary search touches five.
  auto it = versions.begin() +
            static_cast<ptrdiff_t>(static_cast<unsigned __int128>(hash) * versions.size() >> 64);
  int steps = 64;
  while (it != versions.end() && it->hash < hash && --steps > 0) ++it;
  while (it != versions.begin() && std::prev(it)->hash >= hash && --steps > 0) --it;
  if (steps <= 0) {  // very many versions, or hashes that somebody chose
    it = std::lower_bound(versions.begin(), versions.end(), hash,
                          [](const VersionEntry& v, uint64_t h) { return v.hash < h; });
  }
  for (; it != versions.end() && it->hash == hash; ++it) {
    if ((it->raw != 0) == raw && text(it->text) == wanted) {
      return Run(postings_, it->first_posting, it->postings);
    }
  }
  return {};
}

absl::StatusOr<std::string_view> Segment::Document(uint32_t advisory, ColdScratch& scratch) const {
  if (advisory >= advisories_.size()) return Damaged("no such advisory");
  const AdvisoryEntry& entry = advisories_[advisory];
  const std::string_view frame = cold_.substr(entry.cold_offset, entry.cold_size);
  if (!ignore_checksums_ && StableHash(frame) != entry.checksum) {
    return Damaged("damaged document");
  }
  std::call_once(dictionary_once_, [this] { dictionary_.emplace(dictionary_bytes_); });
  return dictionary_->Decompress(frame, entry.plain_size, scratch);
}

}  // namespace claircore::matcher
