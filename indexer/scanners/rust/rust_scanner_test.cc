#include "indexer/scanners/rust/rust_scanner.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/rust/audit_data.h"
#include "indexer/scanners/rust/audit_section.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;
using executables::StoredZlib;
using testing::FakeLayer;
using testing::FakePackageSink;

constexpr std::string_view kJson =
    R"({"packages":[
      {"name":"adler","version":"0.2.3","source":"crates.io"},
      {"name":"autocfg","version":"1.0.1","source":"crates.io","kind":"build"},
      {"name":"fork","version":"2.0.0","source":"git","kind":"runtime","dependencies":[0]},
      {"name":"tool","version":"0.1.0","source":"local","dependencies":[0,2],"root":true}],
      "format":2})";

ElfBuilder Program(bool is_64 = true, bool big_endian = false) {
  ElfBuilder elf(is_64, big_endian);
  return elf.Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, std::string(9000, 'c'))
      .Segment(ElfBuilder::kRead | ElfBuilder::kWrite, 0x600000, "data")
      .Section(".comment", "rustc");
}

std::string Audited(std::string_view json = kJson) {
  return Program().Section(".dep-v0", StoredZlib(json)).Build();
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewRustScanner(), layer); }

std::vector<std::string> Names(const std::string& file) {
  const FakePackageSink found = Scan(FakeLayer().File("a", file));
  EXPECT_TRUE(found.problems.empty());
  return found.Names();
}

const std::vector<std::string> kWant = {"adler 0.2.3", "fork 2.0.0", "tool 0.1.0"};

TEST(RustScanner, ReadsTheCratesOfEachFormat) {
  EXPECT_EQ(Names(Audited()), kWant);
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      EXPECT_EQ(Names(Program(is_64, big_endian).Section(".dep-v0", StoredZlib(kJson)).Build()),
                kWant);
    }
  }
  EXPECT_EQ(Names(executables::TestPe(".text", "x", ".dep-v0", StoredZlib(kJson))), kWant);
  const std::string mach = executables::TestMachO(".dep-v0", StoredZlib(kJson));
  EXPECT_EQ(Names(mach), kWant);
  std::string fat("\xca\xfe\xba\xbe\0\0\0\2", 8);
  for (const int begin : {0x4000, 0x8000}) {
    fat += std::string(8, '\0') + executables::Number(begin, 4, true) + std::string(8, '\0');
  }
  fat.resize(0x4000);
  fat += executables::TestMachO("__other", "x");
  fat.resize(0x8000);
  EXPECT_EQ(Names(fat + mach), kWant);
}

TEST(RustScanner, SaysWhereACrateIsFrom) {
  const FakePackageSink found = Scan(FakeLayer().File("usr/bin/tool", Audited()));
  const Package& fork = *found.Find("fork");
  EXPECT_EQ(fork.type, "cargo");
  EXPECT_EQ(fork.repository_hint, "source=git");
  EXPECT_EQ(fork.filepath, "usr/bin/tool");
  EXPECT_EQ(fork.package_db, "cargo:usr/bin/tool");
}

TEST(RustScanner, ProgramsWithoutAuditDataHaveNone) {
  EXPECT_TRUE(Names(Program().Build()).empty());
  EXPECT_TRUE(Names(executables::TestPe(".text", "x", ".data", "y")).empty());
  EXPECT_TRUE(Names(executables::TestMachO("__other", "x")).empty());
}

TEST(RustScanner, DamageIsAProblem) {
  const auto code = [](const std::string& file) {
    const FakePackageSink found = Scan(FakeLayer().File("a", file));
    EXPECT_EQ(found.problems.size(), 1u);
    return found.problems.empty() ? absl::StatusCode::kOk : found.problems[0].why.code();
  };
  EXPECT_EQ(code(Program().Section(".dep-v0", "no zlib").Build()), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Audited("[]")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Audited("")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Audited(std::string(9 << 20, ' '))), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(Audited(R"({"packages":[{"name":"a"},7,{"name":"b","version":"1"}]})")),
            absl::StatusCode::kDataLoss);
}

TEST(RustScanner, PiecesMakeNoDifference) {
  const std::string file = Audited();
  for (const size_t piece : {size_t{1}, size_t{500}, size_t{8192}, file.size()}) {
    AuditStream stream(file.size());
    for (size_t at = 0; at < file.size(); at += piece) {
      if (!stream.Feed(std::string_view(file).substr(at, piece))) break;
    }
    ASSERT_TRUE(stream.section().ok() && stream.section()->has_value());
    EXPECT_EQ(**stream.section(), StoredZlib(kJson));
  }
}

TEST(RustScanner, LargeTailsAreReadAtRandom) {
  const std::string large = Program()
                                .Section(".debug_info", std::string(AuditStream::kMaxTail, 'd'))
                                .Section(".dep-v0", StoredZlib(kJson))
                                .Build();
  EXPECT_EQ(HowToSearch(large.substr(0, 4096), large.size()), AuditSearch::kRandom);
  EXPECT_EQ(HowToSearch(Audited().substr(0, 4096), Audited().size()), AuditSearch::kStream);
  EXPECT_EQ(Names(large), kWant);
}

}  // namespace

std::string ConformanceProgram() { return Audited(); }

}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Rust, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Rust",
        .make = &scanners::NewRustScanner,
        .layer =
            FakeLayer()
                .File("usr/bin/tool", scanners::ConformanceProgram(), 0755)
                .File("usr/bin/tool.exe",
                      executables::TestPe(
                          ".text", "x", ".dep-v0",
                          executables::StoredZlib(R"({"packages":[{"name":"w","version":"1"}]})"))),
        .want = {"adler 0.2.3", "fork 2.0.0", "tool 0.1.0", "w 1"},
        .builtin = true}),
    CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
