#ifndef MATCHER_INDEX_LAYOUT_H_
#define MATCHER_INDEX_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace claircore::matcher {

// A segment: the compiled advisories of one update operation, as bytes. Little-endian, sections at
// multiples of 8, every number an offset or a count, never a pointer, so that it is used where it
// lies. Blocks of 4096 bytes: the first is the header's, then all sections up to kChecksums, which
// has a checksum for each of these, so that one can be read and proven without the others; then
// kCold, whose frames have their own.

inline constexpr char kMagic[8] = {'C', 'C', 'S', 'E', 'G', 'M', 'N', 'T'};
inline constexpr uint32_t kFormatVersion = 3;
// How {namespace, name, scheme} become a hash, and what the scheme's sort keys are compared as.
inline constexpr uint32_t kKeyFormat = 1;
inline constexpr uint32_t kByteOrder = 0x01020304;

enum Section : uint32_t {
  kMeta,        // updater, operation, schemes, spaces, residuals; see meta.h
  kDirectory,   // uint32_t: hash's top bits -> first of kKeys; one more than 2^bits
  kKeys,        // KeyEntry, by hash
  kCandidates,  // Candidate, by (key, statement)
  kVersions,    // VersionEntry, by (key, hash, text)
  kPostings,    // uint32_t: statements that list a version
  kStatements,  // Statement, in report order
  kAdvisories,  // AdvisoryEntry
  kAliases,     // Text: names of advisories beyond the first
  kArena,       // bytes: names and sort keys, each once
  kDictionary,  // zstd's, for kCold
  kChecksums,   // uint64_t: StableHash of each block from the second on to where this begins
  kCold,        // one zstd frame an advisory
  kSections,
};

struct SectionEntry {
  uint64_t offset;
  uint64_t size;
};

struct Header {
  char magic[8];
  uint32_t byte_order;
  uint32_t format_version;
  uint32_t key_format;
  uint32_t sections;
  uint64_t file_size;
  uint64_t ranges;  // candidates that are a range of a feed
  SectionEntry section[kSections];
  uint64_t checksums;  // StableHash of kChecksums
  uint64_t checksum;   // of all before it
};

// Bytes in kArena.
struct Text {
  uint32_t offset;
  uint32_t size;
};

// A version bound: its sort key, or the version itself where kCompare is set. The first 8 bytes,
// big-endian and padded with zeros, stand here, so that most comparisons end here.
struct Bound {
  uint64_t prefix;
  Text text;
};

inline uint64_t BoundPrefix(std::string_view key) {
  uint64_t prefix = 0;
  for (size_t i = 0; i < 8; ++i) {
    prefix = prefix << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0);
  }
  return prefix;
}

struct KeyEntry {
  uint64_t hash;
  Text name;
  uint32_t space;  // of kMeta: namespace and scheme
  uint32_t first_candidate;
  uint32_t candidates;
  uint32_t first_version;
  uint32_t versions;
  uint32_t reserved;
};

// One range of a statement, or (kNoRange) the mark that a statement only lists versions.
struct Candidate {
  Bound low;
  Bound high;
  uint32_t statement;
  uint32_t flags;
};

enum CandidateFlag : uint32_t {
  kLowUnbounded = 1,
  kHighUnbounded = 2,
  kHighInclusive = 4,
  kCompare = 8,  // a bound has no sort key: both are texts for VersionScheme::Compare()
  kLowBad = 16,  // the scheme rejects it: on which side of it a version is, nobody knows
  kHighBad = 32,
  kExact = 64,  // with kCompare: `low` is a listed version, not a range
  kNoRange = 128,
  kNoScheme = 256,  // the builder had no such scheme
  kLimit = 512,     // `high` ends the range, but is no fix
};

// A version that some statements of a key list.
struct VersionEntry {
  uint64_t hash;  // of the key or text
  Text text;
  uint32_t first_posting;
  uint32_t postings;
  uint32_t raw;  // 1: a version that the scheme rejects, equal to itself only; 0: a sort key
  uint32_t reserved;
};

// What one advisory says of one package.
struct Statement {
  uint32_t advisory;
  uint32_t ordinal;  // in Advisory::affected
  uint32_t space;
  uint32_t residual;  // of kMeta, plus one; 0: none
  Text name;          // PackageKey::name
  uint8_t status;     // AffectedStatus
  uint8_t severity;   // Severity
  uint8_t has_fix;    // 1: Affected::fixed_in_version, and no range ends with it
  uint8_t reserved;
  uint32_t reserved2;
};

struct AdvisoryEntry {
  Text name;
  uint32_t first_alias;
  uint32_t aliases;
  uint64_t cold_offset;
  uint32_t cold_size;
  uint32_t plain_size;
  uint64_t checksum;  // of the frame
};

static_assert(sizeof(Header) == 56 + 16 * kSections);
static_assert(sizeof(KeyEntry) == 40 && sizeof(Candidate) == 40 && sizeof(VersionEntry) == 32);
static_assert(sizeof(Statement) == 32 && sizeof(AdvisoryEntry) == 40);

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_LAYOUT_H_
