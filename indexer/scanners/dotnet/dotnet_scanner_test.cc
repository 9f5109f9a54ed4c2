#include "indexer/scanners/dotnet/dotnet_scanner.h"

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
#include "indexer/scanners/dotnet/test_assembly.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewDotnetScanner(), layer); }

std::string Assembly(std::string_view name, std::string_view version) {
  return TestAssembly{.strings = {{"InternalName", name}, {"ProductVersion", version}}}.Build();
}

constexpr std::string_view kDeps = R"({"runtimeTarget": {"name": "t"}, "targets": {"t": {
    "App/1.0.0": {"runtime": {"App.dll": {}}},
    "Acme.Json/13.0.3": {"runtime": {"lib/net6.0/Acme.Json.dll": {}}},
    "Acme.Local/5.0.0.0": {"runtime": {"Acme.Local.dll": {}}}}},
  "libraries": {"App/1.0.0": {"type": "project"}, "Acme.Json/13.0.3": {"type": "package"},
                "Acme.Local/5.0.0.0": {"type": "reference"}}})";

FakeLayer Application() {
  return FakeLayer()
      .File("app/App.deps.json", kDeps)
      .File("app/App.dll", Assembly("App.dll", "1.0.0+abc"))
      .File("app/acme.json.dll", Assembly("Acme.Json.dll", "13.0.3"))
      .File("app/Acme.Local.dll", Assembly("Acme.Local.dll", "5.0.1-beta"))
      .File("app/plugins/Extra.dll", Assembly("Extra.dll", "2.0.0"));
}

TEST(DotnetScanner, CountsEachLibraryOnce) {
  const FakePackageSink found = Scan(Application());
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"Acme.Json 13.0.3", "Acme.Local 5.0.1-beta",
                                                     "App 1.0.0", "Extra 2.0.0"}));
  EXPECT_EQ(found.Find("Acme.Json")->filepath, "app/App.deps.json");
  EXPECT_EQ(found.Find("Acme.Json")->package_db, "dotnet:app/App.deps.json");
  EXPECT_EQ(found.Find("Acme.Json")->type, "nuget");
  EXPECT_EQ(found.Find("Extra")->filepath, "app/plugins/Extra.dll");
  EXPECT_EQ(found.Find("Extra")->kind, PackageKind::kBinary);
  EXPECT_TRUE(found.problems.empty());
}

TEST(DotnetScanner, FilesOutsideOfTheApplicationAreNotItsOwn) {
  const FakePackageSink found =
      Scan(Application().File("opt/tool/Acme.Json.DLL", Assembly("Acme.Json.dll", "9.0.1")));
  EXPECT_EQ(found.packages.size(), 5u);
  EXPECT_EQ(found.Names()[1], "Acme.Json 9.0.1");
}

TEST(DotnetScanner, FindsTheInstalledRuntime) {
  const std::string shared = "usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.1/";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(shared + "Microsoft.NETCore.App.deps.json",
                     R"({"runtimeTarget": {"name": "t"}, "targets": {"t": {
                    "Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":
                        {"runtime": {"System.Runtime.dll": {}}}}},
                   "libraries": {"Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":
                        {"type": "package"}}})")
               .File(shared + "System.Runtime.dll", Assembly("System.Runtime.dll", "8.0.1")));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"Microsoft.NETCore.App 8.0.1",
                                      "Microsoft.NETCore.App.Runtime.linux-x64 8.0.1"}));
}

TEST(DotnetScanner, LeavesAloneWhatDoesNotRun) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/share/dotnet/packs/Acme.Ref/8.0.1/ref/net8.0/System.Runtime.dll",
                     Assembly("System.Runtime.dll", "8.0.1"))
               .File("app/de/Words.resources.dll", Assembly("Words.resources.dll", "1.0.0"))
               .File("app/text.dll", "not a program")
               .File("app/native.exe", TestAssembly{.dotnet = false}.Build()));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
}

TEST(DotnetScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  std::string cut = Assembly("Cut.dll", "1.0.0");
  cut.resize(cut.size() - 100);
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("a/a.deps.json", "{")
               .Broken("b/b.deps.json", absl::DataLossError("spool"))
               .File("c/c.deps.json", R"({"libraries": {"x": {"type": "package"}}})")
               .File("d/Cut.dll", cut)
               .Broken("e/Lost.dll", absl::DataLossError("spool"))
               .File("f/Good.dll", Assembly("Good.dll", "1.0.0")));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"Good 1.0.0"}));
  EXPECT_EQ(found.problems.size(), 5u);
}

using testing::PackageScannerCase;
using testing::PackageScannerConformance;
INSTANTIATE_TEST_SUITE_P(Dotnet, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Dotnet",
                             .make = &NewDotnetScanner,
                             .layer = Application(),
                             .want = {"Acme.Json 13.0.3", "Acme.Local 5.0.1-beta", "App 1.0.0",
                                      "Extra 2.0.0"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
