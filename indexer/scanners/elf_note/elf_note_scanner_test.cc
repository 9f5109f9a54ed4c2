#include "indexer/scanners/elf_note/elf_note_scanner.h"

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
#include "indexer/scanners/elf_note/note_stream.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;
using executables::TestNote;
using testing::FakeLayer;
using testing::FakePackageSink;

constexpr uint32_t kType = 0xcafe1a7e;
constexpr std::string_view kJson =
    R"({"type":"rpm","os":"fedora","osVersion":"40","name":"coreutils","version":"9.4-7.fc40",)"
    R"("architecture":"x86_64","osCpe":"cpe:/o:fedoraproject:fedora:40"})";

std::string Zeroed(std::string_view json) { return std::string(json) + '\0'; }

// A program whose notes are a build id, the given ones, and another.
std::string Program(const std::string& notes, bool is_64 = true, bool big_endian = false) {
  ElfBuilder elf(is_64, big_endian);
  return elf
      .Note(TestNote("GNU", 3, "build id of an odd size", big_endian) + notes +
            TestNote("Go", 4, "id", big_endian))
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, std::string(9000, 'c'))
      .Build();
}

std::string Stamped(std::string_view json) { return Program(TestNote("FDO", kType, Zeroed(json))); }

FakePackageSink Scan(const std::string& file) {
  return testing::Scan(*NewElfNoteScanner(), FakeLayer().File("usr/bin/a", file, 0755));
}

std::vector<std::string> Names(const std::string& file) {
  const FakePackageSink found = Scan(file);
  EXPECT_TRUE(found.problems.empty());
  return found.Names();
}

const std::vector<std::string> kWant = {"coreutils 9.4-7.fc40"};

TEST(ElfNoteScanner, ReadsTheNoteOfElfOfEitherWidthAndOrder) {
  for (const bool is_64 : {false, true}) {
    for (const bool big_endian : {false, true}) {
      const std::string note = TestNote("FDO", kType, Zeroed(kJson), big_endian);
      EXPECT_EQ(Names(Program(note, is_64, big_endian)), kWant);
    }
  }
}

TEST(ElfNoteScanner, SaysWhatANoteSays) {
  const FakePackageSink found = Scan(Stamped(kJson));
  const Package& package = *found.Find("coreutils");
  EXPECT_EQ(package.type, "rpm");
  EXPECT_EQ(package.arch, "x86_64");
  EXPECT_EQ(package.kind, PackageKind::kBinary);
  EXPECT_EQ(package.repository_hint, "os=fedora&osVersion=40");
  EXPECT_EQ(package.filepath, "usr/bin/a");
  EXPECT_EQ(package.package_db, "elf:usr/bin/a");
  EXPECT_EQ(package.cpe, "");
  ASSERT_NE(package.source, nullptr);
  EXPECT_EQ(package.source->name, "coreutils");
  EXPECT_EQ(package.source->version, "9.4-7.fc40");
  EXPECT_EQ(package.source->kind, PackageKind::kSource);
}

TEST(ElfNoteScanner, OtherTypesAreGeneric) {
  const FakePackageSink found = Scan(
      Stamped(R"({"type":"ours","name":"a","version":"1","os":"a b","appCpe":"cpe:/a:acme:a:1"})"));
  const Package& package = *found.Find("a");
  EXPECT_EQ(package.type, "generic");
  EXPECT_EQ(package.source, nullptr);
  EXPECT_EQ(package.cpe, "cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*");
  EXPECT_EQ(package.repository_hint, "");
}

TEST(ElfNoteScanner, OneFileMayBeOfSeveralPackages) {
  EXPECT_EQ(Names(Program(TestNote("FDO", kType, Zeroed(R"({"name":"a","version":"1"})")) +
                          TestNote("FDO", kType, Zeroed(R"({"name":"b","version":"2"})")))),
            (std::vector<std::string>{"a 1", "b 2"}));
}

TEST(ElfNoteScanner, StartupCodeDoesNotMakeAProgramGlibcs) {
  const auto note = [](const char* name) {
    return TestNote("FDO", kType,
                    Zeroed(R"({"type":"deb","version":"1","name":")" + std::string(name) + "\"}"));
  };
  const auto names = [](const char* path, const std::string& notes) {
    return testing::Scan(*NewElfNoteScanner(), FakeLayer().File(path, Program(notes))).Names();
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names("usr/bin/curl", note("glibc") + note("curl")), (Names{"curl 1"}));
  EXPECT_EQ(names("usr/bin/mine", note("glibc")), Names());
  EXPECT_EQ(names("usr/bin/iconv", note("glibc") + note("glibc")), (Names{"glibc 1"}));
  EXPECT_EQ(names("usr/lib/libm.so.6", note("glibc")), (Names{"glibc 1"}));
  EXPECT_EQ(names("usr/lib/gconv/BIG5.so", note("glibc")), (Names{"glibc 1"}));
}

TEST(ElfNoteScanner, OtherNotesSayNothing) {
  EXPECT_TRUE(Names(Program("")).empty());
  EXPECT_TRUE(Names(Program(TestNote("FDO", 0x407c0c0a, Zeroed(kJson)))).empty());  // dlopen
  EXPECT_TRUE(Names(Program(TestNote("FDOX", kType, Zeroed(kJson)))).empty());
  EXPECT_TRUE(Names(Stamped(R"({"type":"deb","os":"debian"})")).empty());
  EXPECT_TRUE(Names("\177ELF").empty());
  // One that ends behind its segment.
  std::string note = TestNote("FDO", kType, Zeroed(kJson));
  note[4] = '\xff';
  EXPECT_TRUE(Names(Program(note)).empty());
}

TEST(ElfNoteScanner, DamageIsAProblem) {
  const auto code = [](const std::string& file) {
    const FakePackageSink found = Scan(file);
    EXPECT_TRUE(found.packages.empty());
    EXPECT_EQ(found.problems.size(), 1u);
    return found.problems.empty() ? absl::StatusCode::kOk : found.problems[0].why.code();
  };
  EXPECT_EQ(code(Stamped("")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Stamped("[]")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Stamped(R"({"name":"a)")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Stamped(R"({"name":"a\u0007","version":"1"})")), absl::StatusCode::kDataLoss);
  EXPECT_EQ(code(Program(TestNote("GNU", 1, std::string(NoteStream::kMaxNotes, 'x')))),
            absl::StatusCode::kResourceExhausted);
}

TEST(ElfNoteScanner, NotesMayLieAnywhereInTheFile) {
  // Behind the first page, where the sniffer cannot see them.
  const std::string far =
      Program(TestNote("GNU", 1, std::string(20'000, 'x')) + TestNote("FDO", kType, Zeroed(kJson)));
  EXPECT_EQ(Names(far), kWant);
  EXPECT_TRUE(MayHavePackageNote(far.substr(0, 4096)));
  EXPECT_FALSE(MayHavePackageNote(Program("").substr(0, 4096)));
  for (const size_t piece : {size_t{1}, size_t{500}, size_t{8192}, far.size()}) {
    NoteStream stream(far.size());
    for (size_t at = 0; at < far.size(); at += piece) {
      if (!stream.Feed(std::string_view(far).substr(at, piece))) break;
    }
    EXPECT_EQ(stream.descriptions(), (std::vector<std::string>{std::string(kJson)}));
  }
}

}  // namespace

std::string ConformanceProgram() { return Stamped(kJson); }

}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(ElfNote, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "ElfNote",
                             .make = &scanners::NewElfNoteScanner,
                             .layer = FakeLayer()
                                          .File("usr/bin/cat", scanners::ConformanceProgram(), 0755)
                                          .File("usr/bin/ls", scanners::ConformanceProgram(), 0755),
                             .want = {"coreutils 9.4-7.fc40", "coreutils 9.4-7.fc40"},
                             .builtin = true}),
                         CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
