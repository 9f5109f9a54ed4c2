#include "matcher/index/segment.h"

#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "matcher/index/advisory_codec.h"
#include "matcher/index/hash.h"
#include "matcher/index/segment_builder.h"
#include "matcher/index/segment_writer.h"
#include "matcher/index/test_scheme.h"

namespace claircore::matcher {
namespace {

Advisory Sample(int n) {
  Advisory a;
  a.source_key = "key-" + std::to_string(n);
  a.name = "CVE-2026-" + std::to_string(1000 - n);
  a.aliases = {"GHSA-" + std::to_string(n)};
  a.related = {"CVE-1999-1"};
  a.description = "What goes wrong in number " + std::to_string(n);
  a.issued = std::chrono::sys_seconds(std::chrono::seconds(-5 + n));
  a.links = {"https://example.com/1", "https://example.com/2"};
  a.severity = "high";
  a.normalized_severity = Severity::kHigh;
  a.cvss = {"CVSS:3.1/AV:N"};
  Affected affected;
  affected.key = {"npm", "name-" + std::to_string(n % 7), "letters"};
  affected.ranges = {{"0", "c", ""}, {"e", "", "g"}};
  affected.versions = {"k", "l", "?"};
  affected.fixed_in_version = "c";
  affected.arch = "x86_64";
  affected.arch_op = ArchOp::kEquals;
  affected.normalized_severity = Severity::kLow;
  a.affected = {affected, affected};
  a.affected[1].key.name = "other";
  a.affected[1].status = AffectedStatus::kNotAffected;
  return a;
}

VersionSchemeSet Schemes() {
  VersionSchemeSet schemes;
  EXPECT_TRUE(schemes.Add(std::make_shared<LettersScheme>()).ok());
  return schemes;
}

std::string Build(const VersionSchemeSet& schemes, int n) {
  SegmentBuilder builder("an/updater", "7", schemes);
  for (int i = 0; i < n; ++i) EXPECT_TRUE(builder.Add(Sample(i)).ok());
  auto bytes = builder.Finish();
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *std::move(bytes);
}

TEST(AdvisoryCodecTest, EveryFieldComesBack) {
  const Advisory advisory = Sample(3);
  std::string bytes;
  EncodeAdvisory(advisory, bytes);
  const auto all = DecodeAdvisory(bytes);
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_EQ(*all, advisory);
  const auto one = DecodeStatement(bytes, 1);
  ASSERT_TRUE(one.ok()) << one.status();
  ASSERT_EQ(one->affected.size(), 1);
  EXPECT_EQ(one->affected[0], advisory.affected[1]);
  EXPECT_EQ(DecodeStatement(bytes, 2).status().code(), absl::StatusCode::kDataLoss);
  for (size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_FALSE(DecodeAdvisory(std::string_view(bytes).substr(0, n)).ok()) << n;
  }
}

TEST(SegmentTest, FindsWhatWasBuilt) {
  const VersionSchemeSet schemes = Schemes();
  const auto segment = Segment::Open(ShareString(Build(schemes, 100)), schemes);
  ASSERT_TRUE(segment.ok()) << segment.status();
  const Segment& s = **segment;
  EXPECT_EQ(s.meta().updater, "an/updater");
  EXPECT_EQ(s.meta().ref, "7");
  ASSERT_EQ(s.spaces().size(), 1);
  EXPECT_NE(s.spaces()[0].scheme, nullptr);
  EXPECT_EQ(s.statements().size(), 200);
  EXPECT_EQ(s.ranges(), 400);
  const uint64_t seed = SpaceSeed("npm", "letters");
  EXPECT_EQ(s.Find(0, "name-9", StableHash("name-9", seed)), nullptr);
  size_t candidates = 0;
  for (int i = 0; i < 7; ++i) {
    const std::string name = "name-" + std::to_string(i);
    const KeyEntry* key = s.Find(0, name, StableHash(name, seed));
    ASSERT_NE(key, nullptr) << name;
    candidates += s.candidates(*key).size();
    EXPECT_EQ(s.Listed(*key, "k", false).size(), s.candidates(*key).size() / 2);
    EXPECT_EQ(s.Listed(*key, "?", true).size(), s.candidates(*key).size() / 2);
    EXPECT_TRUE(s.Listed(*key, "?", false).empty());
    EXPECT_TRUE(s.Listed(*key, "m", false).empty());
  }
  EXPECT_EQ(candidates, 200);
  ColdScratch scratch;
  std::string previous;
  for (const Statement& statement : s.statements()) {
    const std::string name(s.name(statement));
    EXPECT_LE(previous, name);
    previous = name;
    const auto document = s.Document(statement.advisory, scratch);
    ASSERT_TRUE(document.ok()) << document.status();
    const auto advisory = DecodeAdvisory(*document);
    ASSERT_TRUE(advisory.ok());
    EXPECT_EQ(advisory->name, name);
    EXPECT_EQ(s.meta().residuals[statement.residual - 1].arch, "x86_64");
    EXPECT_EQ(static_cast<Severity>(statement.severity), Severity::kLow);
  }
}

TEST(SegmentTest, EmptyOneOpens) {
  const VersionSchemeSet schemes = Schemes();
  const auto segment = Segment::Open(ShareString(Build(schemes, 0)), schemes);
  ASSERT_TRUE(segment.ok()) << segment.status();
  EXPECT_TRUE((*segment)->statements().empty());
}

TEST(SegmentTest, SameAdvisoriesGiveSameBytes) {
  const VersionSchemeSet schemes = Schemes();
  EXPECT_EQ(Build(schemes, 300), Build(schemes, 300));
}

TEST(SegmentTest, TruncatedIsDataLoss) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 20);
  for (size_t n = 0; n < whole.size(); n += n < 400 ? 1 : 37) {
    const auto segment = Segment::Open(ShareString(whole.substr(0, n)), schemes);
    EXPECT_EQ(segment.status().code(), absl::StatusCode::kDataLoss) << n;
  }
}

// One byte changed anywhere: found when the segment is opened, or when the document is read.
TEST(SegmentTest, DamagedIsDataLoss) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 20);
  Header header;
  std::memcpy(&header, whole.data(), sizeof header);
  for (size_t at = 0; at < whole.size(); at += at < 400 ? 1 : 41) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const auto segment = Segment::Open(ShareString(bytes), schemes);
    if (!segment.ok()) {
      const auto code = segment.status().code();
      EXPECT_TRUE(code == absl::StatusCode::kDataLoss ||
                  code == absl::StatusCode::kFailedPrecondition)
          << at << " " << segment.status();
      continue;
    }
    const SectionEntry& cold = header.section[kCold];
    bool padding = true;
    for (const SectionEntry& section : header.section) {
      padding = padding && (at < section.offset || at >= section.offset + section.size);
    }
    if (padding) continue;  // between sections: nobody reads it
    EXPECT_GE(at, cold.offset) << at;
    ColdScratch scratch;
    size_t damaged = 0;
    for (uint32_t i = 0; i < (*segment)->advisories().size(); ++i) {
      damaged += (*segment)->Document(i, scratch).status().code() == absl::StatusCode::kDataLoss;
    }
    EXPECT_EQ(damaged, 1) << at;
  }
}

TEST(SegmentTest, OtherFormatOrSchemesAreFailedPrecondition) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 5);
  EXPECT_EQ(Segment::Open(ShareString(whole), VersionSchemeSet()).status().code(),
            absl::StatusCode::kFailedPrecondition);
  std::string newer = whole;
  newer[offsetof(Header, format_version)] = 99;
  SealHeader(newer);
  EXPECT_EQ(Segment::Open(ShareString(newer), schemes).status().code(),
            absl::StatusCode::kFailedPrecondition);
  // Built without the scheme, which the host has by now: its sort keys are missing.
  const std::string keyless = Build(VersionSchemeSet(), 5);
  EXPECT_EQ(Segment::Open(ShareString(keyless), schemes).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(Segment::Open(ShareString(keyless), VersionSchemeSet()).ok());
}

TEST(StableHashTest, NeverChanges) {
  // Segments hold these: another value needs another kKeyFormat.
  EXPECT_EQ(StableHash(""), StableHash("", 0));
  EXPECT_NE(StableHash("a"), StableHash("b"));
  EXPECT_NE(StableHash("a", 1), StableHash("a", 2));
  EXPECT_NE(StableHash(std::string(1, '\0')), StableHash(std::string(2, '\0')));
  EXPECT_EQ(StableHash("claircore"), 6160283765711008327u);
  EXPECT_EQ(StableHash("a text of more than sixteen bytes"), 4998273768818178990u);
}

}  // namespace
}  // namespace claircore::matcher
