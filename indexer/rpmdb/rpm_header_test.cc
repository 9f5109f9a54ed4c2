#include "indexer/rpmdb/rpm_header.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/hostile/files.h"
#include "gtest/gtest.h"
#include "indexer/rpmdb/record_visitor.h"
#include "indexer/rpmdb/test_databases.h"

namespace claircore::rpmdb {
namespace {

std::string Plain() {
  return MakeHeader({.name = "bash", .version = "5.1", .release = "6.el9", .epoch = 2});
}

std::vector<std::string> Files(const RpmHeader& header, absl::Status* status = nullptr) {
  std::vector<std::string> files;
  const absl::Status s = RpmFileLister().ForEach(header, [&](auto folder, auto name) {
    files.push_back(std::string(folder) + "|" + std::string(name));
    return absl::OkStatus();
  });
  if (status != nullptr) *status = s;
  return files;
}

// Why `blob` is refused; "" if it is not.
std::string Refusal(std::string_view blob) {
  const auto header = RpmHeader::Parse(blob);
  return header.ok() ? "" : std::string(header.status().message());
}

TEST(RpmHeader, ReadsFields) {
  const std::string blob = Plain();
  const auto header = RpmHeader::Parse(blob);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->String(RpmField::kName), "bash");
  EXPECT_EQ(header->String(RpmField::kVersion), "5.1");
  EXPECT_EQ(header->String(RpmField::kRelease), "6.el9");
  EXPECT_EQ(header->String(RpmField::kArch), "x86_64");
  EXPECT_EQ(header->Number(RpmField::kEpoch), 2u);
  EXPECT_EQ(header->String(RpmField::kModularityLabel), "");
  EXPECT_EQ(header->Bytes(RpmField::kSignature), "");
  EXPECT_EQ(header->Number(RpmField::kPayloadDigestAlgo), std::nullopt);
  EXPECT_TRUE(Files(*header).empty());
}

TEST(RpmHeader, WhatInstallingAddsReplacesWhatWasBuilt) {
  const std::string blob =
      HeaderBuilder().String(1000, "old").EndRegion().String(1000, "new").Build();
  EXPECT_EQ(RpmHeader::Parse(blob)->String(RpmField::kName), "new");
}

TEST(RpmHeader, OldHeadersHaveNoRegionAndWholePaths) {
  const std::string blob =
      HeaderBuilder().String(1000, "a").Strings(1027, {"/etc/one", "/etc/two"}).Build();
  const auto header = RpmHeader::Parse(blob);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(Files(*header), (std::vector<std::string>{"|/etc/one", "|/etc/two"}));
}

TEST(RpmHeader, ListsFiles) {
  const std::string blob =
      MakeHeader({.name = "a",
                  .version = "1",
                  .release = "1",
                  .files = {{"/usr/bin/", "x"}, {"/usr/lib/", "y"}, {"/usr/bin/", "z"}}});
  EXPECT_EQ(Files(*RpmHeader::Parse(blob)),
            (std::vector<std::string>{"/usr/bin/|x", "/usr/lib/|y", "/usr/bin/|z"}));
}

TEST(RpmHeader, FileListsThatLie) {
  const auto list = [](const std::vector<uint32_t>& indexes,
                       const std::vector<std::string>& names) {
    return HeaderBuilder()
        .Numbers(1116, indexes)
        .Strings(1117, names)
        .Strings(1118, {"/a/", "/b/"})
        .Build();
  };
  absl::Status status;
  std::string blob = list({1, 2}, {"x", "y"});
  EXPECT_EQ(Files(*RpmHeader::Parse(blob), &status), (std::vector<std::string>{"/b/|x"}));
  EXPECT_EQ(status.message(), "a file of an unknown folder");
  blob = list({1, 0xffffffff}, {"x", "y"});
  EXPECT_EQ(Files(*RpmHeader::Parse(blob), &status).size(), 1u);
  blob = list({1}, {"x", "y"});
  EXPECT_TRUE(Files(*RpmHeader::Parse(blob), &status).empty());
  EXPECT_EQ(status.message(), "not as many folders as files");
  // Fewer strings than announced.
  blob = HeaderBuilder()
             .Numbers(1116, {0, 0, 0, 0})
             .Strings(1118, {"/a/"})
             .Entry(1117, 8, 4, std::string("x\0yyyyyy", 8))
             .Build();
  EXPECT_EQ(Files(*RpmHeader::Parse(blob), &status), (std::vector<std::string>{"/a/|x"}));
  EXPECT_EQ(status.message(), "a list of strings is cut off");
}

TEST(RpmHeader, FoldersAreBounded) {
  const std::string nothing(1'100'000, '\0');
  const std::string blob = HeaderBuilder()
                               .Numbers(1116, {0})
                               .Strings(1117, {"x"})
                               .Entry(1118, 8, static_cast<uint32_t>(nothing.size()), nothing)
                               .Build();
  absl::Status status;
  EXPECT_TRUE(Files(*RpmHeader::Parse(blob), &status).empty());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
}

TEST(RpmHeader, SizesThatLie) {
  const std::string good = Plain();
  ASSERT_EQ(Refusal(good), "");
  EXPECT_EQ(Refusal(""), "too short for a header");
  EXPECT_EQ(Refusal(good.substr(0, 7)), "too short for a header");
  EXPECT_EQ(Refusal(std::string(8, '\0')), "no or too many tags");
  EXPECT_EQ(Refusal(std::string(8, '\xff')), "no or too many tags");
  EXPECT_EQ(Refusal(good + "x"), "the header's size lies");
  EXPECT_EQ(Refusal(good.substr(0, good.size() - 1)), "the header's size lies");
  for (uint32_t lie : {0u, 1u, 0x7fffffffu, 0xffffffffu}) {
    std::string bad = good;
    PutU32(bad, 0, lie, true);
    EXPECT_NE(Refusal(bad), "") << lie;
    bad = good;
    PutU32(bad, 4, lie, true);
    EXPECT_NE(Refusal(bad), "") << lie;
  }
  EXPECT_EQ(RpmHeader::Parse(std::string(kMaxHeaderBytes + 1, '\0')).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(RpmHeader, RegionsThatLie) {
  const std::string good = Plain();
  for (size_t field : {4u, 8u, 12u}) {  // type, offset, count
    std::string bad = good;
    PutU32(bad, 8 + field, 0xfffffff0, true);
    EXPECT_NE(Refusal(bad), "") << field;
  }
  const size_t trailer = good.size() - 4 - 16;  // before the time of installation
  for (size_t field : {0u, 4u, 8u, 12u}) {
    for (uint32_t lie : {0u, 1u, 16u, uint32_t{0} - 1600u, 0x80000000u}) {
      std::string bad = good;
      PutU32(bad, trailer + field, lie, true);
      if (bad != good && field + lie != 28) EXPECT_NE(Refusal(bad), "") << field << " " << lie;
    }
  }
}

TEST(RpmHeader, EntriesThatLie) {
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 10, 1, "abcd").Build()), "tag 9999: unknown type");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 7, 0, "abcd").Build()),
            "tag 9999: outside of the data");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 7, 5, "abcd").Build()),
            "tag 9999: outside of the data");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 4, 0x40000001, "abcd").Build()),
            "tag 9999: outside of the data");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 5, 1, "abcd").Build()),
            "tag 9999: outside of the data");
  EXPECT_EQ(Refusal(HeaderBuilder().Bytes(9998, "x").Entry(9999, 4, 1, "abcd").Build()),
            "tag 9999: badly aligned");
  EXPECT_EQ(Refusal(HeaderBuilder().Bytes(9998, "x").Entry(9999, 3, 1, "abcd").Build()),
            "tag 9999: badly aligned");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 6, 2, std::string("a\0b\0", 4)).Build()),
            "tag 9999: more than one string");
  // Of the tags that are read, types and ends of strings too.
  EXPECT_EQ(Refusal(HeaderBuilder().Numbers(1000, {1}).Build()), "tag 1000: wrong type");
  EXPECT_EQ(Refusal(HeaderBuilder().String(1003, "1").Build()), "tag 1003: wrong type");
  EXPECT_EQ(Refusal(HeaderBuilder().Strings(259, {"1"}).Build()), "tag 259: wrong type");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(1116, 3, 1, std::string(2, '\0')).Build()),
            "tag 1116: wrong type");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(1000, 6, 1, "bash").Build()),
            "tag 1000: a string without an end");
  // A translated name is a name.
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(1000, 9, 1, std::string("bash\0", 5)).Build()), "");
}

// Each search for the string's end would look at 16 MiB: a quarter of a minute for all of them.
TEST(RpmHeader, EntriesThatShareAString) {
  const std::string blob = testing::hostile::SharedRpmHeader(size_t{16} << 20, 65'535);
  const absl::StatusOr<RpmHeader> header = RpmHeader::Parse(blob);
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(header->String(RpmField::kName).size(), blob.size() - 8 - 65'535 * 16 - 1);
}

TEST(RpmHeader, StringsBehindTheLastEnd) {
  std::string data("a\0bc", 4);
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(1000, 6, 1, data).Build()), "");
  EXPECT_EQ(Refusal(HeaderBuilder().Entry(9999, 7, 2, "a\0").Entry(1000, 6, 1, "bc").Build()),
            "tag 1000: a string without an end");
}

TEST(RpmHeader, EveryCutIsRefused) {
  const std::string good = Plain();
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_NE(Refusal(std::string(good, 0, size)), "") << size;
  }
}

}  // namespace
}  // namespace claircore::rpmdb
