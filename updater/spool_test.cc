#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "updater/blob_spool.h"
#include "updater/record_codec.h"
#include "updater/record_spool.h"
#include "updater/sha256.h"
#include "updater/test_support.h"

namespace claircore::update {
namespace {

Advisory Full() {
  Advisory a;
  a.source_key = "key";
  a.name = "CVE-1-1";
  a.aliases = {"x", ""};
  a.related = {"r"};
  a.description = std::string(300, 'd');
  a.issued = std::chrono::sys_seconds(std::chrono::seconds(-5));
  a.modified = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
  a.links = {"l1", "l2"};
  a.severity = "s";
  a.normalized_severity = Severity::kHigh;
  a.cvss = {"c"};
  Affected f;
  f.key = {"ns", "name", "scheme"};
  f.kind = PackageKind::kSource;
  f.status = AffectedStatus::kWillNotFix;
  f.ranges = {{"1", "2", ""}, {"3", "", "4"}};
  f.versions = {"v"};
  f.fixed_in_version = "2";
  f.arch = "a";
  f.arch_op = ArchOp::kPatternMatch;
  f.module = "m";
  f.cpe = "cpe";
  f.repository = "repo";
  f.severity = "low";
  f.normalized_severity = Severity::kLow;
  a.affected = {f, Affected()};
  return a;
}

TEST(RecordCodec, KeepsEveryField) {
  std::string bytes;
  EncodeAdvisory(Full(), bytes);
  Advisory back;
  ASSERT_TRUE(DecodeAdvisory(bytes, back).ok());
  EXPECT_EQ(back, Full());
  for (size_t n = 0; n < bytes.size(); ++n) {
    Advisory cut;
    EXPECT_FALSE(DecodeAdvisory(std::string_view(bytes).substr(0, n), cut).ok());
  }
  EnrichmentRecord record{.tags = {"t", "u"}, .json = "{}"}, again;
  std::string encoded;
  EncodeEnrichment(record, encoded);
  ASSERT_TRUE(DecodeEnrichment(encoded, again).ok());
  EXPECT_EQ(record, again);
}

TEST(RecordSpool, GivesBackWhatItTook) {
  const auto temporary = NewTemporaryDirectory();
  for (const size_t size : {size_t{0}, size_t{10}, size_t{1000}, size_t{300'000}}) {
    RecordSpool spool(temporary.get(), Context::Background());
    std::vector<std::string> records;
    for (size_t i = 0; i < 50; ++i) {
      records.push_back(std::string(size + i % 3, static_cast<char>('a' + i % 26)));
      ASSERT_TRUE(spool.Write(records.back()).ok());
    }
    ASSERT_TRUE(spool.Rewind().ok());
    std::string_view record;
    for (const std::string& expected : records) {
      const auto more = spool.Read(record);
      ASSERT_TRUE(more.ok() && *more);
      EXPECT_EQ(record, expected);
    }
    EXPECT_FALSE(*spool.Read(record));
    EXPECT_FALSE(*spool.Read(record));
  }
}

TEST(BlobSpool, KeepsMembersInOrder) {
  const auto temporary = NewTemporaryDirectory();
  const Context context = Context::Background();
  BlobSpool spool(temporary.get());
  const std::string big(200'000, 'b');
  TextSource a("alpha"), b(big), empty("");
  ASSERT_TRUE(spool.Add(context, "a", a).ok());
  ASSERT_TRUE(spool.Add(context, "dir/empty", empty).ok());
  ASSERT_TRUE(spool.Add(context, "b.json", b).ok());
  EXPECT_FALSE(spool.Add(context, "a", a).ok());
  EXPECT_FALSE(spool.Add(context, "no spaces", a).ok());
  EXPECT_FALSE(spool.Add(context, "", a).ok());
  std::vector<std::pair<std::string, std::string>> seen;
  ASSERT_TRUE(spool
                  .ForEach([&](const BlobReader::Member& member) {
                    std::string text(member.bytes->size() + 10, '\0');
                    const auto n = member.bytes->ReadAt(0, std::as_writable_bytes(std::span(text)));
                    text.resize(*n);
                    EXPECT_EQ(*member.bytes->ReadAt(member.bytes->size(), {}), 0u);
                    seen.emplace_back(member.name, text);
                    return absl::OkStatus();
                  })
                  .ok());
  EXPECT_EQ(seen, (decltype(seen){{"a", "alpha"}, {"dir/empty", ""}, {"b.json", big}}));
}

TEST(BlobSpool, HasLimits) {
  const auto temporary = NewTemporaryDirectory();
  BlobSpool spool(temporary.get(), {.members = 1, .bytes = 10});
  TextSource big("0123456789x"), small("x");
  EXPECT_EQ(spool.Add(Context::Background(), "a", big).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(spool.Add(Context::Background(), "b", small).code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(SkipCounter, BoundsItsReasons) {
  SkipCounter counter;
  for (int i = 0; i < 1000; ++i) {
    counter.Add(Context::Background(), "k", "reason " + std::to_string(i));
  }
  EXPECT_EQ(counter.counts().size(), 257u);
  EXPECT_EQ(counter.counts().at("other reasons"), 744u);
}

TEST(Sha256, IsSha256) {
  Sha256 hash;
  hash.Update(std::as_bytes(std::span(std::string_view("abc"))));
  EXPECT_EQ(ToHex(hash.Digest()),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash.Digest(), hash.Digest());
}

}  // namespace
}  // namespace claircore::update
