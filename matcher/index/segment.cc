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

// How far a version is looked for from where it is likely to be.
constexpr int kSteps = 64;
// No frame of a document of kMaxDocument is larger.
constexpr uint64_t kMaxFrame = kMaxDocument + kMaxDocument / 128 + 1024;

// Stand in for what is not there, once it is known that something is damaged.
constexpr Statement kNoStatement{};
constexpr AdvisoryEntry kNoAdvisory{};

absl::Status Damaged(const char* what) {
  return absl::DataLossError(absl::StrCat("segment: ", what));
}

uint64_t NextSerial() {
  static std::atomic<uint64_t> next{1};
  return next.fetch_add(1, std::memory_order_relaxed);
}

class StringBytes final : public SharedBytes {
 public:
  explicit StringBytes(std::string bytes) : words_(bytes.size() / 8 + 1), size_(bytes.size()) {
    if (size_ > 0) std::memcpy(words_.data(), bytes.data(), size_);
  }
  std::string_view in_place() const override {
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
  CLAIRCORE_RETURN_IF_ERROR(segment->ReadHeader(header));
  CLAIRCORE_RETURN_IF_ERROR(segment->ReadSections(header));
  CLAIRCORE_RETURN_IF_ERROR(segment->ReadMeta(schemes));
  segment->serial_ = NextSerial();
  return std::shared_ptr<const Segment>(std::move(segment));
}

absl::Status Segment::ReadHeader(Header& header) const {
  if (reinterpret_cast<uintptr_t>(bytes_->in_place().data()) % 8 != 0) {
    return absl::InvalidArgumentError("segment: its bytes do not begin at a multiple of 8");
  }
  const std::span<Header> into(&header, 1);
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, bytes_->ReadAt(0, std::as_writable_bytes(into)));
  if (n < sizeof header) return Damaged("shorter than its header");
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) return Damaged("no segment");
  if (header.byte_order != kByteOrder || header.format_version != kFormatVersion ||
      header.key_format != kKeyFormat || header.sections != kSections) {
    return absl::FailedPreconditionError("segment: made in another format");
  }
  if (header.file_size != bytes_->size()) return Damaged("truncated");
  const std::string_view proven(reinterpret_cast<const char*>(&header), offsetof(Header, checksum));
  if (!ignore_checksums_ && header.checksum != StableHash(proven)) return Damaged("damaged header");
  return absl::OkStatus();
}

template <typename T>
absl::Status Segment::Take(const Header& header, Section section, std::span<const T>& out) const {
  const SectionEntry& entry = header.section[section];
  if (entry.size % sizeof(T) != 0) return Damaged("a section of a broken size");
  const char* begin = hot_->data() + entry.offset;
  out = {reinterpret_cast<const T*>(begin), entry.size / sizeof(T)};
  return absl::OkStatus();
}

absl::Status Segment::ReadSections(const Header& header) {
  const SectionEntry& table = header.section[kChecksums];
  const uint64_t hot_size = table.offset;
  for (uint32_t i = 0; i < kSections; ++i) {
    const SectionEntry& entry = header.section[i];
    const uint64_t end = i < kChecksums ? hot_size : header.file_size;
    if (entry.offset % 8 != 0 || entry.offset < LazyBytes::kBlock || entry.offset > end ||
        entry.size > end - entry.offset) {
      return Damaged("a section beyond its end");
    }
    if (i < kChecksums) bytes_hot_ += entry.size;
  }
  std::unique_ptr<std::vector<uint64_t>> checksums;
  if (!ignore_checksums_) {
    const size_t blocks = (hot_size - 1) / LazyBytes::kBlock;  // but for the header's
    if (table.size != blocks * sizeof(uint64_t)) return Damaged("damaged checksums");
    checksums = std::make_unique<std::vector<uint64_t>>(blocks);
    CLAIRCORE_ASSIGN_OR_RETURN(
        const size_t n,
        bytes_->ReadAt(table.offset, std::as_writable_bytes(std::span(*checksums))));
    if (n != table.size ||
        StableHash({reinterpret_cast<const char*>(checksums->data()), n}) != header.checksums) {
      return Damaged("damaged checksums");
    }
  }
  CLAIRCORE_ASSIGN_OR_RETURN(hot_, LazyBytes::Create(bytes_, hot_size, std::move(checksums)));
  cold_ = header.section[kCold];
  ranges_ = header.ranges;
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kMeta, meta_bytes_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kDirectory, directory_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kKeys, keys_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kCandidates, candidates_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kVersions, versions_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kPostings, postings_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kStatements, statements_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kAdvisories, advisories_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kAliases, aliases_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kArena, arena_));
  CLAIRCORE_RETURN_IF_ERROR(Take(header, kDictionary, dictionary_bytes_));
  const size_t buckets = directory_.empty() ? 0 : directory_.size() - 1;
  if (!std::has_single_bit(buckets)) return Damaged("damaged directory");
  directory_bits_ = std::countr_zero(buckets);
  return absl::OkStatus();
}

absl::Status Segment::ReadMeta(const VersionSchemeSet& schemes) {
  const std::span<const char> bytes = Read(meta_bytes_, 0, meta_bytes_.size());
  CLAIRCORE_RETURN_IF_ERROR(hot_->damage());
  CLAIRCORE_ASSIGN_OR_RETURN(meta_, DecodeMeta({bytes.data(), bytes.size()}));
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

absl::Status Segment::Damage(const char* what) const {
  absl::Status status = absl::DataLossError(what);
  hot_->Damage(status);
  return status;
}

absl::Status Segment::damage() const {
  const absl::Status status = hot_->damage();
  if (status.ok()) return status;
  const std::string name(bytes_->name());
  return absl::Status(
      status.code(),
      absl::StrCat(name.empty() ? "" : name + ": ", "the compiled advisories of ", meta_.updater,
                   " cannot be read: ", status.message(), "; delete the file and update again"));
}

const Segment::Space& Segment::space(uint32_t number) const {
  static const Space none{};
  if (number < spaces_.size()) return spaces_[number];
  Damage("a number leads nowhere").IgnoreError();
  return none;
}

const Residual& Segment::residual(uint32_t number) const {
  static const Residual none{};
  if (number - 1 < meta_.residuals.size()) return meta_.residuals[number - 1];
  Damage("a number leads nowhere").IgnoreError();
  return none;
}

const Statement& Segment::statement(uint32_t number) const {
  const std::span<const Statement> found = Read(statements_, number, 1);
  if (found.empty()) return kNoStatement;
  if (found[0].status > static_cast<uint8_t>(AffectedStatus::kInformational) ||
      found[0].severity > static_cast<uint8_t>(Severity::kCritical)) {
    Damage("a damaged statement").IgnoreError();
    return kNoStatement;
  }
  return found[0];
}

const Candidate& Segment::candidate(uint32_t number) const {
  static const Candidate none{};
  const std::span<const Candidate> found = Read(candidates_, number, 1);
  return found.empty() ? none : found[0];
}

const AdvisoryEntry& Segment::advisory(uint32_t number) const {
  const std::span<const AdvisoryEntry> found = Read(advisories_, number, 1);
  return found.empty() ? kNoAdvisory : found[0];
}

const KeyEntry* Segment::Find(uint32_t space, std::string_view name, uint64_t hash) const {
  const size_t bucket = directory_bits_ == 0 ? 0 : hash >> (64 - directory_bits_);
  const std::span<const uint32_t> bounds = Read(directory_, bucket, 2);
  if (bounds.empty()) return nullptr;
  for (const KeyEntry& key : Read(keys_, bounds[0], bounds[1] - bounds[0])) {
    if (key.hash == hash && key.space == space && text(key.name) == name) return &key;
  }
  return nullptr;
}

void Segment::ForEachName(uint32_t space, absl::FunctionRef<void(std::string_view)> visit) const {
  for (const KeyEntry& key : Read(keys_, 0, keys_.size())) {
    if (key.space == space) visit(text(key.name));
  }
}

std::span<const uint32_t> Segment::Listed(const KeyEntry& key, std::string_view wanted,
                                          bool raw) const {
  if (key.versions == 0) return {};
  if (key.first_version > versions_.size() || key.versions > versions_.size() - key.first_version) {
    Damage("a number leads nowhere").IgnoreError();
    return {};
  }
  const auto versions = versions_.subspan(key.first_version, key.versions);
  const uint64_t hash = StableHash(wanted);
  // Hashes are spread evenly: the place is guessed and then walked to, which touches one or two
  // lines of memory where a binary search touches five.
  const auto guess =
      static_cast<size_t>(static_cast<unsigned __int128>(hash) * versions.size() >> 64);
  const size_t from = guess < kSteps ? 0 : guess - kSteps;
  if (Read(versions, from, std::min(guess + kSteps, versions.size()) - from).empty()) return {};
  auto it = versions.begin() + static_cast<ptrdiff_t>(guess);
  int steps = kSteps;
  while (it != versions.end() && it->hash < hash && --steps > 0) ++it;
  while (it != versions.begin() && std::prev(it)->hash >= hash && --steps > 0) --it;
  if (steps <= 0) {  // very many versions, or hashes that somebody chose
    if (Read(versions, 0, versions.size()).empty()) return {};
    it = std::lower_bound(versions.begin(), versions.end(), hash,
                          [](const VersionEntry& v, uint64_t h) { return v.hash < h; });
  }
  for (; it != versions.end() && hot_->Ready(&*it, sizeof *it) && it->hash == hash; ++it) {
    if ((it->raw != 0) == raw && text(it->text) == wanted) {
      return Read(postings_, it->first_posting, it->postings);
    }
  }
  return {};
}

absl::StatusOr<std::string_view> Segment::ReadCold(const AdvisoryEntry& entry,
                                                   std::string& buffer) const {
  if (entry.cold_offset > cold_.size || entry.cold_size > cold_.size - entry.cold_offset ||
      entry.cold_size > kMaxFrame) {
    return absl::DataLossError("a number leads nowhere");
  }
  const uint64_t offset = cold_.offset + entry.cold_offset;
  std::string_view frame = bytes_->in_place();
  if (frame.data() != nullptr) {
    frame = frame.substr(offset, entry.cold_size);
  } else {
    buffer.resize(entry.cold_size);
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                               bytes_->ReadAt(offset, std::as_writable_bytes(std::span(buffer))));
    if (n != buffer.size()) return absl::DataLossError("truncated");
    frame = buffer;
  }
  if (!ignore_checksums_ && StableHash(frame) != entry.checksum) {
    return absl::DataLossError("a damaged document");
  }
  return frame;
}

absl::StatusOr<std::string_view> Segment::Document(uint32_t number, ColdScratch& scratch) const {
  const AdvisoryEntry& entry = advisory(number);
  absl::StatusOr<std::string_view> document = ReadCold(entry, scratch.frame());
  if (document.ok()) {
    std::call_once(dictionary_once_, [this] {
      const std::span<const char> bytes = Read(dictionary_bytes_, 0, dictionary_bytes_.size());
      dictionary_.emplace(std::string_view(bytes.data(), bytes.size()));
    });
    document = dictionary_->Decompress(*document, entry.plain_size, scratch);
  }
  if (!document.ok()) hot_->Damage(document.status());
  if (damaged()) return damage();
  return document;
}

}  // namespace claircore::matcher
