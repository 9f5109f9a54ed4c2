#include "indexer/zip/zip.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/sources.h"
#include "claircore/context.h"
#include "claircore/testing/zip_builder.h"
#include "gtest/gtest.h"

namespace claircore::zip {
namespace {

using testing::RawDeflate;
using testing::ZipBuilder;
using testing::ZipMember;

// A text that does not repeat itself too soon.
std::string Noise(size_t size) {
  std::string text(size, '\0');
  uint32_t x = 1;
  for (char& c : text) {
    x = x * 1664525 + 1013904223;
    c = static_cast<char>('A' + (x >> 27));
  }
  return text;
}

struct Archive {
  explicit Archive(std::string bytes) : source(std::move(bytes)) {}
  absl::StatusOr<Reader> Open() { return Reader::Open(context, source, budget); }
  // "name=bytes" or "name!error" of each member; "!error" of the archive.
  std::vector<std::string> All() {
    auto reader = Open();
    if (!reader.ok()) return {"!" + std::string(absl::StatusCodeToString(reader.status().code()))};
    std::vector<Member> members;
    const absl::Status listed = reader->ForEach([&](const Member& member) {
      members.push_back(member);
      return true;
    });
    std::vector<std::string> all;
    for (const Member& member : members) {
      std::string bytes;
      const absl::Status read = reader->ReadInto(member, 1 << 20, bytes);
      all.push_back(member.name +
                    (read.ok() ? "=" + bytes : "!" + absl::StatusCodeToString(read.code())));
    }
    if (!listed.ok()) all.push_back("!" + absl::StatusCodeToString(listed.code()));
    return all;
  }

  Context context = Context::Background();
  base::StringSource source;
  Budget budget;
};

using List = std::vector<std::string>;

TEST(Zip, ReadsStoredAndDeflatedMembers) {
  const std::string long_text = Noise(300'000);
  const std::string exact(128 << 10, 'x');
  const ZipBuilder zip = ZipBuilder()
                             .Stored("a.txt", "hello")
                             .Deflated("b\xff\xc3.txt", long_text)
                             .Stored("d/", "")
                             .Deflated("empty", "")
                             .Stored("stored", exact)
                             .Deflated("deflated", exact);
  const List want = {"a.txt=hello",     "b\xff\xc3.txt=" + long_text, "d/=", "empty=",
                     "stored=" + exact, "deflated=" + exact};
  EXPECT_EQ(Archive(zip.Build()).All(), want);
  EXPECT_EQ(Archive(ZipBuilder(zip).Zip64().Build()).All(), want);
  EXPECT_EQ(Archive(ZipBuilder(zip).Prefix("#!/bin/sh\nexec java\n").Build()).All(), want);
  EXPECT_EQ(Archive(ZipBuilder(zip).Prefix("#!/bin/sh\n").Zip64().Build()).All(), want);
  EXPECT_EQ(Archive(ZipBuilder(zip).Comment("PK\x05\x06 is how it begins").Build()).All(), want);
  EXPECT_EQ(Archive(ZipBuilder(zip).Comment(std::string(65535, 'c')).Build()).All(), want);
  // Somebody appended to it.
  EXPECT_EQ(Archive(zip.Build() + "trailing").All(), want);
  EXPECT_EQ(Archive(ZipBuilder().Build()).All(), List{});
}

TEST(Zip, WhatIsNoZipSaysSo) {
  for (const std::string& text :
       {std::string(), std::string("PK\x03\x04"), std::string(21, '\0'), Noise(200'000)}) {
    EXPECT_EQ(Archive(text).All(), List{"!INVALID_ARGUMENT"});
  }
}

TEST(Zip, EveryTruncationEndsCleanly) {
  const std::string zip = ZipBuilder()
                              .Stored("lib/a.jar", ZipBuilder().Deflated("x", "yyyyyyy").Build())
                              .Deflated("b", Noise(100))
                              .Zip64()
                              .Build();
  for (size_t size = 0; size < zip.size(); ++size) {
    for (const std::string& part : {zip.substr(0, size), zip.substr(zip.size() - size)}) {
      for (const std::string& line : Archive(part).All()) EXPECT_FALSE(line.empty());
    }
  }
}

TEST(Zip, EveryDamagedByteEndsCleanly) {
  const std::string zip =
      ZipBuilder().Stored("a", "stored bytes").Deflated("b", Noise(300)).Zip64().Build();
  const List whole = Archive(zip).All();
  size_t noticed = 0;
  for (size_t i = 0; i < zip.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string damaged = zip;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      noticed += Archive(damaged).All() != whole;
    }
  }
  EXPECT_GT(noticed, zip.size());
}

TEST(Zip, LiesAreFound) {
  const std::string text = Noise(1000);
  const auto one = [&](auto change) {
    ZipMember member;
    member.name = "m";
    member.bytes = text;
    change(member);
    return Archive(ZipBuilder().Add(member).Stored("next", "fine").Build()).All();
  };
  const List lost = {"m!DATA_LOSS", "next=fine"};
  EXPECT_EQ(one([](ZipMember& m) { m.size = 999; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.size = 1001; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.size = 0; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.size = 2000, m.deflate = false; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.crc32 = 7; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.header = 0xfffffff0; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.header = 3; }), lost);
  EXPECT_EQ(one([](ZipMember& m) { m.size = 0xfffffff0; }),
            (List{"m!RESOURCE_EXHAUSTED", "next=fine"}));
  EXPECT_EQ(one([](ZipMember& m) { m.method = 12; }), (List{"m!UNIMPLEMENTED", "next=fine"}));
  EXPECT_EQ(one([](ZipMember& m) { m.flags = 1; }), (List{"m!UNIMPLEMENTED", "next=fine"}));
  // The directory's name counts, as it does for Java.
  EXPECT_EQ(one([](ZipMember& m) { m.local_name = "other"; }), (List{"m=" + text, "next=fine"}));
  // Numbers that overflow when added up.
  ZipMember far;
  far.name = "far";
  far.header = ~uint64_t{0} - 2;
  EXPECT_EQ(Archive(ZipBuilder().Add(far).Zip64().Prefix("12345678").Build()).All(),
            List{"far!DATA_LOSS"});
}

TEST(Zip, OverlappingMembersAreBoundByTheBudget) {
  // Many members share one kernel of zeros.
  ZipBuilder zip;
  zip.Deflated("kernel", std::string(10 << 20, '\0'));
  for (int i = 0; i < 10'000; ++i) {
    ZipMember member;
    member.name = "m" + std::to_string(i);
    member.bytes = std::string(100, '\0');
    member.header = 0;
    member.listed_only = true;
    zip.Add(member);
  }
  Archive archive(zip.Build());
  archive.budget = Budget::ForFile(archive.source.size());
  auto reader = archive.Open();
  ASSERT_TRUE(reader.ok());
  Member kernel;
  size_t members = 0;
  ASSERT_TRUE(reader
                  ->ForEach([&](const Member& member) {
                    if (members++ == 0) kernel = member;
                    return true;
                  })
                  .ok());
  EXPECT_EQ(members, 10'001u);
  size_t reads = 0;
  absl::Status status;
  while (status.ok() && ++reads < 100) {
    status = reader->Read(kernel, [](std::string_view) { return true; });
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_LT(reads, 10u);
}

TEST(Zip, ManyMembersAreListedAndCounted) {
  ZipBuilder zip;
  for (int i = 0; i < 100'000; ++i) zip.Stored("m" + std::to_string(i), "");
  Archive archive(zip.Build());
  size_t members = 0;
  const auto count = [&](const Member&) { return ++members > 0; };
  EXPECT_TRUE(archive.Open()->ForEach(count).ok());
  EXPECT_EQ(members, 100'000u);
  archive.budget.members = 50'000;
  members = 0;
  EXPECT_EQ(archive.Open()->ForEach(count).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(members, 50'000u);
}

TEST(Zip, LongEntriesCrossTheBuffer) {
  ZipBuilder zip;
  List want;
  for (int i = 0; i < 50; ++i) {
    const std::string name = std::to_string(i) + Noise(static_cast<size_t>(i) * 1300);
    zip.Stored(name, "x");
    want.push_back(name + "=x");
  }
  EXPECT_EQ(Archive(zip.Build()).All(), want);
}

TEST(Zip, ReadStopsWhenToldTo) {
  Archive archive(ZipBuilder().Deflated("m", Noise(1 << 20)).Build());
  auto reader = archive.Open();
  size_t bytes = 0;
  absl::Status read = absl::UnknownError("not read");
  ASSERT_TRUE(reader
                  ->ForEach([&](const Member& member) {
                    read = reader->Read(member, [&](std::string_view piece) {
                      bytes += piece.size();
                      return false;
                    });
                    return true;
                  })
                  .ok());
  EXPECT_TRUE(read.ok()) << read;
  EXPECT_GT(bytes, 0u);
  EXPECT_LE(bytes, size_t{64} << 10);
}

TEST(Zip, ACancelledContextEndsEveryCall) {
  Archive archive(ZipBuilder().Deflated("m", Noise(1 << 20)).Stored("s", Noise(1 << 20)).Build());
  std::stop_source stop;
  archive.context = archive.context.WithStopToken(stop.get_token());
  auto reader = archive.Open();
  std::vector<Member> members;
  ASSERT_TRUE(reader
                  ->ForEach([&](const Member& member) {
                    members.push_back(member);
                    return true;
                  })
                  .ok());
  for (const Member& member : members) {
    std::stop_source other;
    archive.context = Context::Background().WithStopToken(other.get_token());
    int pieces = 0;
    const absl::Status read = reader->Read(member, [&](std::string_view) {
      other.request_stop();
      return ++pieces > 0;
    });
    EXPECT_EQ(read.code(), absl::StatusCode::kCancelled);
    EXPECT_EQ(pieces, 1);
  }
  EXPECT_EQ(archive.Open().status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(reader->ForEach([](const Member&) { return true; }).code(),
            absl::StatusCode::kCancelled);
}

// The archive within the archive, opened in each of the three ways.
class OpenMember : public ::testing::TestWithParam<const char*> {
 protected:
  const std::string text_ = Noise(5 << 20);
  const std::string inner_ =
      ZipBuilder().Stored("first", "1").Deflated("big", text_).Stored("last", "2").Build();
};

TEST_P(OpenMember, GivesTheBytesAtEveryPlace) {
  const std::string how = GetParam();
  Archive archive(how == "stored" ? ZipBuilder().Stored("i.jar", inner_).Build()
                                  : ZipBuilder().Deflated("i.jar", inner_).Build());
  if (how == "inflated") archive.budget.memory_bytes = 1000;
  const uint64_t memory = archive.budget.memory_bytes;
  auto reader = archive.Open();
  Member member;
  ASSERT_TRUE(reader
                  ->ForEach([&](const Member& m) {
                    member = m;
                    return true;
                  })
                  .ok());
  {
    const auto source = reader->OpenMember(member);
    ASSERT_TRUE(source.ok()) << source.status();
    EXPECT_EQ(archive.budget.memory_bytes, how == "memory" ? memory - inner_.size() : memory);
    EXPECT_EQ((*source)->size(), inner_.size());
    const auto check = [&](size_t position, size_t size) {
      std::string bytes(size, '\0');
      const auto n =
          (*source)->ReadAt(position, std::as_writable_bytes(std::span(bytes.data(), size)));
      ASSERT_TRUE(n.ok()) << n.status();
      const std::string want =
          position < inner_.size() ? inner_.substr(position, size) : std::string();
      EXPECT_TRUE(bytes.substr(0, *n) == want) << position;
    };
    check(inner_.size() - 22, 22);
    check(inner_.size() - 22, 100);
    check(inner_.size(), 1);
    check(0, inner_.size());
    for (size_t i = 0; i < 60; ++i) check(i * 7919 * 7919 % inner_.size(), 1 + i * 2000);

    auto within = Reader::Open(archive.context, **source, archive.budget);
    ASSERT_TRUE(within.ok()) << within.status();
    std::map<std::string, std::string> found;
    ASSERT_TRUE(within
                    ->ForEach([&](const Member& m) {
                      EXPECT_TRUE(within->ReadInto(m, 8 << 20, found[m.name]).ok());
                      return true;
                    })
                    .ok());
    EXPECT_TRUE(found == (std::map<std::string, std::string>{
                             {"first", "1"}, {"big", text_}, {"last", "2"}}));
  }
  EXPECT_EQ(archive.budget.memory_bytes, memory);
}

INSTANTIATE_TEST_SUITE_P(Ways, OpenMember, ::testing::Values("stored", "memory", "inflated"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Zip, ADamagedInflatedMemberFailsAndGoesOnFailing) {
  std::string packed = RawDeflate(Noise(1 << 20));
  packed.resize(packed.size() / 2);
  ZipMember member;
  member.name = "i.jar";
  member.bytes = packed;
  member.deflate = false;
  member.method = 8;
  member.size = 1 << 20;
  Archive archive(ZipBuilder().Add(member).Build());
  archive.budget.memory_bytes = 0;
  auto reader = archive.Open();
  ASSERT_TRUE(reader
                  ->ForEach([&](const Member& m) {
                    const auto source = reader->OpenMember(m);
                    std::vector<std::byte> byte(1);
                    EXPECT_TRUE((*source)->ReadAt(0, byte).ok());
                    for (int i = 0; i < 2; ++i) {
                      EXPECT_EQ((*source)->ReadAt((1 << 20) - 1, byte).status().code(),
                                absl::StatusCode::kDataLoss);
                    }
                    EXPECT_TRUE((*source)->ReadAt(0, byte).ok());
                    return true;
                  })
                  .ok());
}

}  // namespace
}  // namespace claircore::zip
