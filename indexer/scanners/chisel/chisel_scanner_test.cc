#include "indexer/scanners/chisel/chisel_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/chisel/pack.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

constexpr std::string_view kPath = "var/lib/chisel/manifest.wall";
constexpr std::string_view kHead = "{\"jsonwall\":\"1.0\",\"schema\":\"1.0\",\"count\":9}\n";
constexpr std::string_view kWall =
    R"({"jsonwall":"1.0","schema":"1.0","count":9}
{"kind":"content","slice":"base-files_lib","path":"/usr/lib/"}
{"kind":"content","slice":"base-files_lib","path":"/lib"}
{"kind":"content","slice":"libc6_libs","path":"/usr/lib/x86_64-linux-gnu/libc.so.6"}
{"kind":"content","slice":"unknown_libs","path":"/usr/lib/unknown"}
{"kind":"package","name":"base-files","version":"13ubuntu10.2","sha256":"00","arch":"amd64"}
{"kind":"package","name":"libc6","version":"2.39-0ubuntu8.4","sha256":"00","arch":"amd64"}
{"kind":"path","path":"/lib","mode":"0777","slices":["base-files_lib"],"link":"usr/lib"}
{"kind":"slice","name":"base-files_lib"}
)";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewChiselScanner(), layer); }

FakePackageSink ScanPacked(std::string_view text) {
  return Scan(FakeLayer().File(std::string(kPath), PackManifest(text)));
}

FakeLayer Chiselled() { return FakeLayer().File(std::string(kPath), PackManifest(kWall)); }

TEST(ChiselScanner, ReadsPackagesAndPaths) {
  const FakePackageSink found = Scan(Chiselled());
  EXPECT_EQ(found.Names(), (Names{"base-files 13ubuntu10.2", "libc6 2.39-0ubuntu8.4"}));
  const Package& libc = *found.Find("libc6");
  EXPECT_EQ(libc.type, "deb");
  EXPECT_EQ(libc.arch, "amd64");
  EXPECT_EQ(libc.kind, PackageKind::kBinary);
  EXPECT_EQ(libc.source, nullptr);
  EXPECT_EQ(libc.package_db, kPath);
  EXPECT_EQ(libc.filepath, kPath);
  ASSERT_EQ(found.owned.size(), 2u);
  EXPECT_EQ(found.owned[0].path, "lib");
  EXPECT_EQ(found.owned[1].path, "usr/lib/x86_64-linux-gnu/libc.so.6");
  EXPECT_EQ(found.packages[found.owned[1].owner].name, "libc6");
  EXPECT_EQ(found.databases, (Names{std::string(kPath)}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(ChiselScanner, ReadsRootsBelowTheRoot) {
  const FakePackageSink found =
      Scan(FakeLayer().File("srv/var/lib/chisel/manifest.wall", PackManifest(kWall)));
  EXPECT_EQ(found.packages.size(), 2u);
  EXPECT_EQ(found.owned[0].path, "srv/lib");
}

TEST(ChiselScanner, BrokenLinesAreProblemsAndTheRestCounts) {
  const FakePackageSink found =
      ScanPacked(std::string(kHead) +
                 "rubbish\n[]\n\n{\"kind\":\"package\",\"name\":\"\",\"version\":\"1\"}\n"
                 "{\"kind\":\"package\",\"name\":\"a\\u001b\",\"version\":\"1\"}\n"
                 "{\"kind\":\"package\",\"name\":\"a\",\"version\":1}\n"
                 "{\"kind\":\"package\",\"name\":\"" +
                 std::string(200'000, 'x') +
                 "\",\"version\":\"1\"}\n"
                 "{\"kind\":\"package\",\"name\":\"last\",\"version\":\"2\"}");
  EXPECT_EQ(found.Names(), (Names{"last 2"}));
  EXPECT_EQ(found.problems.size(), 4u);
  EXPECT_EQ(found.problems[3].why.message(), "line 2: no JSON object, nor are others");
}

TEST(ChiselScanner, OtherFormatsAreProblems) {
  for (std::string_view text :
       {"", "\n\n", "rubbish\n", "{\"jsonwall\":\"2.0\",\"schema\":\"1.0\"}\n",
        "{\"kind\":\"package\",\"name\":\"a\",\"version\":\"1\"}\n"}) {
    const FakePackageSink found = ScanPacked(text);
    EXPECT_TRUE(found.packages.empty()) << text;
    EXPECT_EQ(found.problems.size(), 1u) << text;
  }
  EXPECT_EQ(Scan(FakeLayer().File(std::string(kPath), "")).problems.size(), 1u);
  EXPECT_EQ(Scan(FakeLayer().File(std::string(kPath), kWall)).problems.size(), 1u);
  EXPECT_EQ(Scan(FakeLayer().Broken(std::string(kPath), absl::DataLossError("x"))).problems.size(),
            1u);
}

TEST(ChiselScanner, ACutManifestIsAProblemAndItsBeginningCounts) {
  std::string text(kWall);
  for (int i = 0; i < 20'000; ++i) {
    text += "{\"kind\":\"package\",\"name\":\"p" + std::to_string(i * 7919 % 20'011) +
            "\",\"version\":\"1\"}\n";
  }
  const std::string packed = PackManifest(text);
  const FakePackageSink found =
      Scan(FakeLayer().File(std::string(kPath), packed.substr(0, packed.size() - 100)));
  EXPECT_GT(found.packages.size(), 10u);
  EXPECT_LT(found.packages.size(), 20'002u);
  EXPECT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.owned.size(), 2u);
}

TEST(ChiselScanner, ABombIsAProblem) {
  const FakePackageSink found = ScanPacked(std::string(kWall) + std::string(40 << 20, ' '));
  EXPECT_EQ(found.packages.size(), 2u);
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].why.code(), absl::StatusCode::kResourceExhausted);
}

TEST(ChiselScanner, StopsSoon) {
  const auto scanner = NewChiselScanner();
  const auto layer = Chiselled().For(*scanner);
  std::stop_source stop;
  stop.request_stop();
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.packages.empty());
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(Chisel, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Chisel",
                             .make = &scanners::NewChiselScanner,
                             .layer = scanners::Chiselled(),
                             .want = {"base-files 13ubuntu10.2", "libc6 2.39-0ubuntu8.4"},
                             .builtin = true}),
                         CaseName());
}  // namespace claircore::inline v0::testing
