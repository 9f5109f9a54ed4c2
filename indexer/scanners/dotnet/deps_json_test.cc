#include "indexer/scanners/dotnet/deps_json.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Read(std::string_view text, std::string_view name = "App") {
  JsonReader reader;
  const auto deps = ReadDepsJson(text, name, reader);
  if (!deps.ok()) return "error";
  std::string all;
  for (const DotnetPackage& package : deps->packages) {
    all += package.name + " " + package.version + "\n";
  }
  return all;
}

constexpr std::string_view kApplication = R"({
  "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0/linux-x64", "signature": ""},
  "targets": {
    ".NETCoreApp,Version=v8.0": {},
    ".NETCoreApp,Version=v8.0/linux-x64": {
      "App/1.0.0": {"dependencies": {"Lib": "2.0.0", "Acme.Json": "13.0.3"},
                    "runtime": {"App.dll": {}}},
      "Lib/2.0.0": {"runtime": {"Lib.dll": {}}},
      "Acme.Json/13.0.3": {"runtime": {"lib/net6.0/Acme.Json.dll": {"assemblyVersion": "13.0.0.0"}}},
      "Acme.Native/1.0.0": {"runtimeTargets": {"runtimes/linux-x64/native/libacme.so": {}}},
      "Acme.Words.de/1.1.0": {"resources": {"lib/net6.0/de/Acme.Words.resources.dll": {}}},
      "Acme.All/3.0.0": {"dependencies": {"Acme.Json": "13.0.3"}},
      "System.Net.Http/4.3.0": {},
      "Acme.Analyzer/1.0.0": {"runtime": {"lib/net6.0/_._": {}}},
      "Acme.Reference/1.0.0": {"compile": {"ref/net8.0/Acme.Reference.dll": {}}},
      "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1":
          {"runtime": {"System.Private.CoreLib.dll": {}}, "native": {"libcoreclr.so": {}}}
    }
  },
  "libraries": {
    "App/1.0.0": {"type": "project"},
    "Lib/2.0.0": {"type": "project"},
    "Acme.Json/13.0.3": {"type": "package"},
    "Acme.Native/1.0.0": {"type": "package"},
    "Acme.Words.de/1.1.0": {"type": "package"},
    "Acme.All/3.0.0": {"type": "package"},
    "System.Net.Http/4.3.0": {"type": "package"},
    "Acme.Analyzer/1.0.0": {"type": "package"},
    "Acme.Reference/1.0.0": {"type": "referenceassembly"},
    "Acme.NotListed/1.0.0": {"type": "package"},
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"}
  }})";

TEST(DepsJson, ListsWhatBringsAFile) {
  EXPECT_EQ(Read(kApplication),
            "Acme.Json 13.0.3\nAcme.Native 1.0.0\nAcme.Words.de 1.1.0\n"
            "Microsoft.NETCore.App.Runtime.linux-x64 8.0.1\nApp 1.0.0\n");
}

TEST(DepsJson, KnowsTheFilesThatItAccountsFor) {
  JsonReader reader;
  const auto deps = ReadDepsJson(kApplication, "App", reader);
  ASSERT_TRUE(deps.ok());
  for (std::string_view file : {"app.dll", "lib.dll", "acme.json.dll", "libacme.so",
                                "acme.words.resources.dll", "system.private.corelib.dll"}) {
    EXPECT_TRUE(deps->files.contains(std::string(file))) << file;
  }
  EXPECT_FALSE(deps->files.contains("acme.reference.dll"));
}

TEST(DepsJson, FindsTheApplication) {
  const auto with_projects = [](std::string_view dependencies) {
    return R"({"runtimeTarget": "t", "targets": {"t": {"Web/1": {"dependencies": )" +
           std::string(dependencies) +
           R"(}, "Data/2": {}}}, "libraries": {"Web/1": {"type": "project"},
              "Data/2": {"type": "project"}}})";
  };
  EXPECT_EQ(Read(with_projects(R"({"Data": "2"})"), "other"), "Web 1\n");
  EXPECT_EQ(Read(with_projects("{}"), "other"), "") << "either may be it";
  EXPECT_EQ(Read(with_projects("{}"), "data"), "Data 2\n");
}

TEST(DepsJson, WithoutItsTargetEveryPackageCounts) {
  EXPECT_EQ(Read(R"({"runtimeTarget": {"name": "v5"}, "targets": {"v6": {}},
                     "libraries": {"A/1": {"type": "package"}}})"),
            "A 1\n");
  EXPECT_EQ(Read(R"({"libraries": {"A/1": {"type": "package"}}})"), "A 1\n");
  EXPECT_EQ(Read("{}"), "");
}

TEST(DepsJson, BrokenEntriesAreCounted) {
  JsonReader reader;
  const auto deps = ReadDepsJson(
      R"({"libraries": {"A": {"type": "package"}, "/1": {"type": "package"}, "B/": 7,
          "C/1\u0007": {"type": "package"}, "D/1": {"type": "package"}, "E/1": {"type": 1}}})",
      "App", reader);
  ASSERT_TRUE(deps.ok());
  EXPECT_EQ(deps->broken, 3u);
  EXPECT_EQ(deps->packages, (std::vector<DotnetPackage>{{"D", "1"}}));
  EXPECT_EQ(Read("[]"), "error");
  EXPECT_EQ(Read("{\"libraries\": "), "error");
}

}  // namespace
}  // namespace claircore::scanners
