#include "indexer/scanners/apk/apk_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

constexpr std::string_view kTwo =
    "P:libcrypto3\nV:3.1.4-r1\nA:x86_64\no:openssl\nc:abc123\nF:lib\nR:libcrypto.so.3\n\n"
    "P:musl\nV:1.2.4-r2\nA:x86_64";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewApkScanner(), layer); }

TEST(ApkScanner, ReadsPackagesSourcesAndFiles) {
  const FakePackageSink found = Scan(FakeLayer().File("lib/apk/db/installed", kTwo));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"libcrypto3 3.1.4-r1", "musl 1.2.4-r2"}));
  const Package& crypto = *found.Find("libcrypto3");
  EXPECT_EQ(crypto.type, "apk");
  EXPECT_EQ(crypto.arch, "x86_64");
  EXPECT_EQ(crypto.kind, PackageKind::kBinary);
  EXPECT_EQ(crypto.package_db, "lib/apk/db/installed");
  EXPECT_EQ(crypto.filepath, "lib/apk/db/installed");
  EXPECT_EQ(crypto.repository_hint, "commit=abc123");
  ASSERT_NE(crypto.source, nullptr);
  EXPECT_EQ(crypto.source->name, "openssl");
  EXPECT_EQ(crypto.source->version, "3.1.4-r1");
  EXPECT_EQ(crypto.source->kind, PackageKind::kSource);
  EXPECT_EQ(found.Find("musl")->source->name, "musl");
  ASSERT_EQ(found.owned.size(), 1u);
  EXPECT_EQ(found.owned[0].path, "lib/libcrypto.so.3");
  EXPECT_EQ(found.packages[found.owned[0].owner].name, "libcrypto3");
  EXPECT_EQ(found.databases, (std::vector<std::string>{"lib/apk/db/installed"}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(ApkScanner, ReadsTheOtherPlaceAndAMergedLibOnce) {
  EXPECT_EQ(Scan(FakeLayer().File("usr/lib/apk/db/installed", kTwo)).packages.size(), 2u);
  const FakePackageSink merged =
      Scan(FakeLayer().Symlink("lib", "usr/lib").File("usr/lib/apk/db/installed", kTwo));
  EXPECT_EQ(merged.packages.size(), 2u);
  EXPECT_EQ(merged.databases, (std::vector<std::string>{"usr/lib/apk/db/installed"}));
}

TEST(ApkScanner, AnEmptyDatabaseIsStillADatabase) {
  const FakePackageSink found = Scan(FakeLayer().File("lib/apk/db/installed", ""));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_EQ(found.databases.size(), 1u);
  EXPECT_TRUE(Scan(FakeLayer()).databases.empty());
}

TEST(ApkScanner, ABrokenRecordIsAProblemAndTheRestCounts) {
  const FakePackageSink found = Scan(FakeLayer().File(
      "lib/apk/db/installed", "P:\nV:1\n\nP:good\nV:1\nrubbish\n\nP:esc\x1b\nV:1\n\nP:last\nV:2"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"good 1", "last 2"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

TEST(ApkScanner, KeepsTwoVersionsOfOneSourceApart) {
  const FakePackageSink found =
      Scan(FakeLayer().File("lib/apk/db/installed",
                            "P:a\nV:1\no:src\n\nP:b\nV:2\no:src\n\nP:c\nV:2\n"
                            "o:src\n"));
  EXPECT_EQ(found.Find("a")->source->version, "1");
  EXPECT_EQ(found.Find("b")->source->version, "2");
  EXPECT_EQ(found.Find("b")->source, found.Find("c")->source);
}

TEST(ApkScanner, AnUnreadableDatabaseIsAProblem) {
  const FakePackageSink found =
      Scan(FakeLayer().Broken("lib/apk/db/installed", absl::DataLossError("spool")));
  EXPECT_EQ(found.problems.size(), 1u);
}

TEST(ApkScanner, StopsSoonOnAHugeDatabase) {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += "P:p" + std::to_string(i) + "\nV:1\n\n";
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewApkScanner();
  const auto layer = FakeLayer().File("lib/apk/db/installed", text).For(*scanner);
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_LT(sink.packages.size(), 5000u);
}

}  // namespace
}  // namespace claircore::scanners
