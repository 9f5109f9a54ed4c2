#include "indexer/scanners/golang/golang_scanner.h"

#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"
#include "indexer/scanners/golang/test_blocks.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;
using testing::FakeLayer;
using testing::FakePackageSink;

std::string Program(std::string_view toolchain, std::string_view modules) {
  return ElfBuilder()
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, "code")
      .Segment(ElfBuilder::kRead | ElfBuilder::kWrite, 0x600000, InlineBlock(toolchain, modules))
      .Build();
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewGolangScanner(), layer); }

constexpr std::string_view kModules =
    "path\texample.com/tool/cmd\nmod\texample.com/tool\tv1.2.0\th1:x=\n"
    "dep\tgolang.org/x/net\tv0.7.0\th1:y=\n";

TEST(GolangScanner, GivesModulesAndTheRelease) {
  const FakePackageSink found = Scan(FakeLayer()
                                         .File("usr/bin/tool", Program("go1.20.1", kModules), 0755)
                                         .File("usr/bin/script", "#!/bin/sh\n", 0755)
                                         .HardLink("usr/bin/other-name", "usr/bin/tool"));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"example.com/tool v1.2.0", "example.com/tool v1.2.0",
                                      "golang.org/x/net v0.7.0", "golang.org/x/net v0.7.0",
                                      "stdlib 1.20.1", "stdlib 1.20.1"}));
  const Package& net = *found.Find("golang.org/x/net");
  EXPECT_EQ(net.type, "golang");
  EXPECT_EQ(net.kind, PackageKind::kBinary);
  EXPECT_EQ(net.filepath, "usr/bin/other-name");
  EXPECT_EQ(net.package_db, "go:usr/bin/other-name");
  EXPECT_TRUE(found.problems.empty());
}

TEST(GolangScanner, SaysForWhichPlatformAndWhichModuleIsTheProgram) {
  const FakePackageSink found = Scan(FakeLayer().File(
      "a",
      Program("go1.20.1", std::string(kModules) +
                              "build\t-compiler=gc\nbuild\tGOARCH=amd64\nbuild\tGOOS=linux\n")));
  EXPECT_EQ(found.Find("stdlib")->arch, "linux/amd64");
  EXPECT_EQ(found.Find("stdlib")->repository_hint, "");
  EXPECT_EQ(found.Find("golang.org/x/net")->arch, "linux/amd64");
  EXPECT_EQ(found.Find("golang.org/x/net")->repository_hint, "");
  EXPECT_EQ(found.Find("example.com/tool")->arch, "linux/amd64");
  EXPECT_EQ(found.Find("example.com/tool")->repository_hint, "role=main");
  EXPECT_EQ(Scan(FakeLayer().File("a", Program("go1.20.1", kModules))).Find("stdlib")->arch, "")
      << "builds before Go 1.18 do not say";
}

TEST(GolangScanner, NamesProgramsWithoutAModule) {
  EXPECT_EQ(Scan(FakeLayer().File("a", Program("go1.20", "path\tcmd/link\nbuild\tCGO_ENABLED=0\n")))
                .Names(),
            (std::vector<std::string>{"cmd/link ", "stdlib 1.20"}));
}

// `go build x.go` outside of a module: the program has no name that anybody else could know.
TEST(GolangScanner, FilesAreNoModule) {
  const auto names = [](std::string_view modules) {
    return Scan(FakeLayer().File("a", Program("go1.20", modules))).Names();
  };
  EXPECT_EQ(names(""), (std::vector<std::string>{"stdlib 1.20"}));
  EXPECT_EQ(names("path\tcommand-line-arguments\ndep\texample.com/lib\tv1.0.0\th1:x=\n"),
            (std::vector<std::string>{"example.com/lib v1.0.0", "stdlib 1.20"}));
  EXPECT_EQ(names("path\tcommand-line-arguments\nmod\texample.com/app\t(devel)\t\n"),
            (std::vector<std::string>{"example.com/app (devel)", "stdlib 1.20"}));
}

}  // namespace

// In the suite's namespace, where it is instantiated.
std::string ConformanceProgram() { return Program("go1.20.1", kModules); }

}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(
    Golang, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Golang",
        .make = &scanners::NewGolangScanner,
        .layer = FakeLayer().File("usr/bin/tool", scanners::ConformanceProgram(), 0755),
        .want = {"example.com/tool v1.2.0", "golang.org/x/net v0.7.0", "stdlib 1.20.1"},
        .builtin = true}),
    CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
