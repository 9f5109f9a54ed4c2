#include "matcher/index/segment.h"

#include <atomic>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
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
  EXPECT_EQ(s.statement_count(), 200);
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
  for (uint32_t i = 0; i < s.statement_count(); ++i) {
    const Statement& statement = s.statement(i);
    const std::string name(s.name(statement));
    EXPECT_LE(previous, name);
    previous = name;
    const auto document = s.Document(statement.advisory, scratch);
    ASSERT_TRUE(document.ok()) << document.status();
    const auto advisory = DecodeAdvisory(*document);
    ASSERT_TRUE(advisory.ok());
    EXPECT_EQ(advisory->name, name);
    EXPECT_EQ(s.residual(statement.residual).arch, "x86_64");
    EXPECT_EQ(static_cast<Severity>(statement.severity), Severity::kLow);
  }
}

TEST(SegmentTest, EmptyOneOpens) {
  const VersionSchemeSet schemes = Schemes();
  const auto segment = Segment::Open(ShareString(Build(schemes, 0)), schemes);
  ASSERT_TRUE(segment.ok()) << segment.status();
  EXPECT_EQ((*segment)->statement_count(), 0);
  EXPECT_EQ((*segment)->Find(0, "x", 7), nullptr);
  EXPECT_TRUE((*segment)->damage().ok());
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

// Asks for all that there is. The first thing that is wrong.
absl::Status AskAll(const Segment& s) {
  ColdScratch scratch;
  for (uint32_t i = 0; i < s.statement_count(); ++i) {
    const Statement& statement = s.statement(i);
    const Segment::Space& space = s.space(statement.space);
    const uint64_t hash =
        StableHash(s.text(statement.name), SpaceSeed(space.ns, space.scheme_name));
    const KeyEntry* key = s.Find(statement.space, s.text(statement.name), hash);
    if (key != nullptr) {
      for (const Candidate& c : s.candidates(*key)) s.text(c.low.text), s.text(c.high.text);
      s.Listed(*key, "k", false), s.Listed(*key, "l", false), s.Listed(*key, "?", true);
    } else if (!s.damaged()) {
      return absl::InternalError("a statement without a key");
    }
    s.name(statement);
    for (const Text alias : s.aliases(s.advisory(statement))) s.text(alias);
    if (statement.residual != 0) s.residual(statement.residual);
    s.Document(statement.advisory, scratch).status().IgnoreError();
  }
  return s.damage();
}

// Bytes that are read, by count, and that can be damaged while somebody does.
class ReadBytes final : public SharedBytes {
 public:
  explicit ReadBytes(std::string bytes) : bytes(std::move(bytes)) {}
  std::string_view name() const override { return "a-file"; }
  uint64_t size() const override { return bytes.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position + buffer.size() > end) return absl::DataLossError("a-file was truncated");
    std::memcpy(buffer.data(), bytes.data() + position, buffer.size());
    read += buffer.size();
    return buffer.size();
  }
  std::string bytes;
  size_t end = std::string::npos / 2;
  mutable std::atomic<size_t> read = 0;
};

// One byte changed anywhere: found when the segment is opened, or when what it is part of is asked
// for, whether the bytes are in place or read.
TEST(SegmentTest, DamagedIsDataLoss) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 20);
  Header header;
  std::memcpy(&header, whole.data(), sizeof header);
  const SectionEntry& table = header.section[kChecksums];
  const SectionEntry& cold = header.section[kCold];
  for (size_t at = 0; at < whole.size(); at += at < sizeof header ? 3 : 149) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const bool padding = (at >= sizeof header && at < LazyBytes::kBlock) ||
                         (at >= table.offset + table.size && at < cold.offset) ||
                         at >= cold.offset + cold.size;
    for (const bool in_place : {true, false}) {
      const auto segment = Segment::Open(
          in_place ? ShareString(bytes) : std::make_shared<ReadBytes>(bytes), schemes);
      const absl::Status status = segment.ok() ? AskAll(**segment) : segment.status();
      if (padding) {
        EXPECT_TRUE(status.ok()) << at << " " << status;
      } else if (at < sizeof header) {
        EXPECT_TRUE(absl::IsDataLoss(status) || absl::IsFailedPrecondition(status)) << at;
      } else {
        EXPECT_TRUE(absl::IsDataLoss(status)) << at << " " << status;
      }
    }
  }
}

TEST(SegmentTest, ReadsWhatItIsAskedFor) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 5000);
  const auto bytes = std::make_shared<ReadBytes>(whole);
  const auto segment = Segment::Open(bytes, schemes);
  ASSERT_TRUE(segment.ok()) << segment.status();
  EXPECT_LT(bytes->read, whole.size() / 20) << "opening it does not read it";
  ColdScratch scratch;
  const Statement& statement = (*segment)->statement(77);
  const auto document = (*segment)->Document(statement.advisory, scratch);
  ASSERT_TRUE(document.ok()) << document.status();
  const auto advisory = DecodeAdvisory(*document);
  ASSERT_TRUE(advisory.ok());
  EXPECT_EQ(advisory->name, (*segment)->name(statement));
  const size_t before = bytes->read;
  EXPECT_LT(before, whole.size() / 10);
  (*segment)->statement(78);
  EXPECT_EQ(bytes->read, before) << "a block is read once";
  EXPECT_TRUE(AskAll(**segment).ok());
}

TEST(SegmentTest, TruncatedWhileItIsReadIsAnError) {
  const VersionSchemeSet schemes = Schemes();
  const auto bytes = std::make_shared<ReadBytes>(Build(schemes, 2000));
  const auto segment = Segment::Open(bytes, schemes);
  ASSERT_TRUE(segment.ok()) << segment.status();
  bytes->end = 0;
  const Statement& statement = (*segment)->statement(1999);
  EXPECT_EQ((*segment)->name(statement), "");
  EXPECT_TRUE((*segment)->damaged());
  EXPECT_EQ((*segment)->damage(),
            absl::DataLossError("a-file: the compiled advisories of an/updater cannot be read: "
                                "a-file was truncated; delete the file and update again"));
}

TEST(SegmentTest, ThreadsReadOneBlockOnce) {
  const VersionSchemeSet schemes = Schemes();
  const std::string whole = Build(schemes, 500);
  for (int round = 0; round < 10; ++round) {
    const auto bytes = std::make_shared<ReadBytes>(whole);
    const auto segment = Segment::Open(bytes, schemes);
    ASSERT_TRUE(segment.ok());
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] { EXPECT_TRUE(AskAll(**segment).ok()); });
    }
    for (std::thread& thread : threads) thread.join();
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
