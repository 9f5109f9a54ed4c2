#include "indexer/scanners/apk/apk_database.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

absl::Status NoTick() { return absl::OkStatus(); }

std::vector<std::string> Read(std::string_view text) {
  std::vector<std::string> records;
  EXPECT_TRUE(ReadApkDatabase(text, NoTick, [&](const ApkRecord& r) {
                records.push_back(std::string(r.name) + "|" + std::string(r.version) + "|" +
                                  std::to_string(r.line) + (r.broken ? "|broken" : ""));
                return absl::OkStatus();
              }).ok());
  return records;
}

std::vector<std::string> Files(std::string_view text) {
  std::vector<std::string> files;
  ApkRecord record{.text = text};
  EXPECT_TRUE(
      ReadApkFiles(record, NoTick, [&](const std::string& path) { files.push_back(path); }).ok());
  return files;
}

TEST(ApkDatabase, RecordsEndAtBlankLinesAndAtTheEnd) {
  EXPECT_EQ(Read("\n\nP:a\nV:1\n\n\nP:b\nV:2"), (std::vector<std::string>{"a|1|3", "b|2|7"}));
  EXPECT_EQ(Read("P:a\nV:1\n"), (std::vector<std::string>{"a|1|1"}));
  EXPECT_EQ(Read(""), (std::vector<std::string>{}));
}

TEST(ApkDatabase, MarksRecordsWithBrokenLines) {
  EXPECT_EQ(Read("P:a\nx\nV:1\n"), (std::vector<std::string>{"a|1|1|broken"}));
}

TEST(ApkDatabase, TheTextOfARecordIsItsLines) {
  std::vector<std::string> texts;
  ASSERT_TRUE(ReadApkDatabase("P:a\nV:1\n\nP:b\nV:2", NoTick, [&](const ApkRecord& r) {
                texts.emplace_back(r.text);
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(texts, (std::vector<std::string>{"P:a\nV:1\n", "P:b\nV:2"}));
}

TEST(ApkDatabase, JoinsFoldersAndFiles) {
  EXPECT_EQ(Files("R:top\nF:usr/bin\nR:x\nR:y\nF:\nR:z\nR:\n"),
            (std::vector<std::string>{"top", "usr/bin/x", "usr/bin/y", "z"}));
}

TEST(ApkDatabase, AFolderOfAMegabyteCostsNoMegabytePerFile) {
  std::string text = "F:" + std::string(1 << 20, 'd') + "\n";
  for (int i = 0; i < 100000; ++i) text += "R:f\n";
  EXPECT_TRUE(Files(text).empty());
}

TEST(ApkDatabase, StopsWhenToldTo) {
  int ticks = 0;
  const absl::Status status = ReadApkDatabase(
      "P:a\nV:1\n\nP:b\nV:2\n",
      [&] { return ++ticks > 2 ? absl::CancelledError("enough") : absl::OkStatus(); },
      [](const ApkRecord&) { return absl::OkStatus(); });
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace claircore::scanners
