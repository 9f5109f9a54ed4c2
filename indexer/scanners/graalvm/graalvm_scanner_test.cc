#include "indexer/scanners/graalvm/graalvm_scanner.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/graalvm/sbom_stream.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;
using executables::StoredGzip;
using testing::FakeLayer;
using testing::FakePackageSink;

constexpr std::string_view kSbom =
    R"({"bomFormat": "CycloneDX", "specVersion": "1.5",
      "metadata": {"component": {"type": "application", "name": "main"}},
      "components": [
        {"type": "library", "group": "io.netty", "name": "netty-buffer", "version": "4.1.73.Final"},
        {"type": "library", "group": "org.a", "name": "outer", "version": "1",
         "components": [{"group": "org.a", "name": "inner", "version": "2"}]}]})";
const std::vector<std::string> kWant = {"io.netty:netty-buffer 4.1.73.Final", "org.a:inner 2",
                                        "org.a:outer 1"};

std::string Program(std::string_view data, std::string_view constants = "constants") {
  return ElfBuilder()
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, std::string(9000, 'c'))
      .Segment(ElfBuilder::kRead, 0x500000, constants)
      .Segment(ElfBuilder::kRead | ElfBuilder::kWrite, 0x600000, data)
      .Build();
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewGraalvmScanner(), layer); }

std::vector<std::string> Names(const std::string& file) {
  const FakePackageSink found = Scan(FakeLayer().File("a", file));
  EXPECT_TRUE(found.problems.empty());
  return found.Names();
}

TEST(GraalvmScanner, ReadsTheSbomOfEachFormat) {
  const std::string sbom = StoredGzip(kSbom);
  EXPECT_EQ(Names(Program(sbom)), kWant);
  EXPECT_EQ(Names(Program(std::string(24, 'd') + sbom + std::string(5000, 'd'))), kWant);
  EXPECT_EQ(Names(executables::TestPe(".text", "x", ".data", sbom)), kWant);
  EXPECT_EQ(Names(executables::TestMachO("__data", sbom)), kWant);
  const FakePackageSink found = Scan(FakeLayer().File("usr/bin/app", Program(sbom)));
  const Package& package = *found.Find("org.a:inner");
  EXPECT_EQ(package.type, "maven");
  EXPECT_EQ(package.filepath, "usr/bin/app");
  EXPECT_EQ(package.package_db, "graalvm:usr/bin/app");
}

TEST(GraalvmScanner, OtherDataDoNotCount) {
  const std::string sbom = StoredGzip(kSbom);
  EXPECT_TRUE(Names(Program("data", sbom)).empty());
  EXPECT_TRUE(Names(Program("1234" + sbom)).empty());
  EXPECT_TRUE(Names(Program(StoredGzip("{\"a\": 1}"))).empty());
  EXPECT_TRUE(Names(Program("\x1f\x8b\x08")).empty());
  // Other streams in front of it.
  std::string data = StoredGzip("{\"a\": 1}");
  data.resize((data.size() + 7) / 8 * 8);
  EXPECT_EQ(Names(Program("\x1f\x8b\x08nogzi" + data + sbom)), kWant);
}

TEST(GraalvmScanner, PiecesMakeNoDifference) {
  const std::string sbom = StoredGzip(kSbom);
  const std::string file =
      Program("\x1f\x8b\x08nogzi" + std::string(1100, 'd') + "four" + sbom + std::string(100, 'e'));
  for (size_t piece = 1; piece < 40; ++piece) {
    SbomStream stream(file.size());
    for (size_t at = 0; at < file.size(); at += piece) {
      if (!stream.Feed(std::string_view(file).substr(at, piece))) break;
    }
    EXPECT_TRUE(stream.compressed().starts_with(sbom)) << piece;
  }
}

TEST(GraalvmScanner, DamageIsAProblem) {
  std::string sbom = StoredGzip(kSbom);
  EXPECT_EQ(Scan(FakeLayer().File("a", Program(sbom.substr(0, sbom.size() - 9)))).problems.size(),
            1u);
  const FakePackageSink found =
      Scan(FakeLayer().File("a", Program(StoredGzip(R"({"bomFormat": "CycloneDX", "components": [
        {"group": "g", "name": "n", "version": "null"}, {"group": "g", "name": "m", "version": "1"}
      ]})"))));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"g:m 1"}));
  EXPECT_EQ(found.problems.size(), 1u);
}

TEST(GraalvmScanner, AnSbomOfTooManyComponentsIsAProblem) {
  std::string list = R"({"name":"a","version":"1"})";
  const std::string more = "," + list;
  for (int i = 0; i < 100'000; ++i) list += more;
  const FakePackageSink found = Scan(FakeLayer().File(
      "a", Program(StoredGzip(R"({"bomFormat": "CycloneDX", "components": [)" + list + "]}"))));
  EXPECT_TRUE(found.packages.empty());
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].why.code(), absl::StatusCode::kResourceExhausted);
}

TEST(GraalvmScanner, TimeIsBounded) {
  std::string data;
  while (data.size() < (16u << 20)) data += std::string("\x1f\x8b\x08\0\0\0\0\0", 8);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_TRUE(Names(Program(data)).empty());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

}  // namespace

std::string ConformanceProgram() { return Program(StoredGzip(kSbom)); }

}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Graalvm, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Graalvm",
        .make = &scanners::NewGraalvmScanner,
        .layer = FakeLayer().File("usr/bin/app", scanners::ConformanceProgram(), 0755),
        .want = {"io.netty:netty-buffer 4.1.73.Final", "org.a:inner 2", "org.a:outer 1"},
        .builtin = true}),
    CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
