#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

// What the tests of the project that the samples come from expect of them; where this scanner is
// meant to differ, the comment says so.
const std::vector<std::pair<std::string_view, Names>>& Expected() {
  static const auto& expected = *new std::vector<std::pair<std::string_view, Names>>{
      {"happy", {"ExampleApp1 1.0.0", "Newtonsoft.Json 13.0.1"}},
      // Without System.Collections.Immutable 1.3.0, which the target does not list: the host does
      // not know it.
      {"without-runtime", {"JsonDiffPatch 2.0.61", "Libuv 1.9.1", "hello2 1.0.0"}},
      {"no-libraries", {}},
      {"missing-target", {"ExampleApp1 1.0.0", "Newtonsoft.Json 13.0.1"}},
      {"self-contained",
       {"ExampleApp1 1.0.0", "Microsoft.AspNetCore.App.Runtime.linux-x64 8.0.0",
        "Microsoft.NETCore.App.Runtime.linux-x64 8.0.0", "Newtonsoft.Json 13.0.1"}},
      // Without the projects that are parts of the application: nobody publishes those.
      {"multi-project", {"Newtonsoft.Json 13.0.3", "Web 1.0.0"}},
      {"ambiguous-root", {"Newtonsoft.Json 13.0.3"}},
      // With its only project, as in "missing-target".
      {"datacollector",
       {"Microsoft.VisualStudio.TestPlatform.Common 17.2.0-release-20220408-11",
        "Newtonsoft.Json 9.0.1"}},
  };
  return expected;
}

TEST(DotnetReal, DepsJsonSamplesGiveWhatTheirOwnersExpect) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  size_t judged = 0;
  size_t packages = 0;
  for (const auto& [path, text] : pack.files) {
    if (!path.ends_with(".deps.json")) continue;
    SCOPED_TRACE(path);
    const auto found =
        Scan(*scanners::NewDotnetScanner(), testing::FakeLayer().File("app/" + path, text));
    const std::string file = path.substr(path.rfind('/') + 1);
    const std::string_view name = std::string_view(file).substr(0, file.find(".deps.json"));
    const auto expected = std::find_if(Expected().begin(), Expected().end(),
                                       [&](const auto& e) { return e.first == name; });
    if (name == "invalid") {
      EXPECT_EQ(found.problems.size(), 1u);
      ++judged;
    } else if (expected == Expected().end()) {
      std::cout << "unjudged: " << path << ": " << found.packages.size() << " packages\n";
    } else {
      EXPECT_EQ(found.Names(), expected->second);
      ++judged;
      packages += expected->second.size();
    }
  }
  std::cout << judged << " deps.json files judged, " << packages << " packages\n";
  EXPECT_EQ(judged, 9u);
  EXPECT_GT(packages, 15u);
}

TEST(DotnetReal, AssembliesSayWhatPefileReads) {
  // Debian's own, of Mono; none of them has a deps.json.
  const std::string folders = "/usr/lib/cli /usr/lib/mono";
  int code = 0;
  RunCommand("/usr/bin/python3 -c 'import pefile' 2>/dev/null", code);
  if (code != 0 || !fs::is_directory("/usr/lib/cli") || !fs::is_directory("/usr/lib/mono")) {
    GTEST_SKIP() << "no pefile or no assemblies on this machine";
  }
  Names judge = SplitLines(
      RunCommand("/usr/bin/python3 tests/scanners_real/dotnet_judge.py " + folders, code));
  ASSERT_EQ(code, 0);
  std::sort(judge.begin(), judge.end());
  Names ours;
  for (const char* folder : {"/usr/lib/cli", "/usr/lib/mono"}) {
    testing::FakeLayer layer;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.is_symlink() || !entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      layer.File(entry.path().string(),
                 std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()));
    }
    const auto found = Scan(*scanners::NewDotnetScanner(), layer);
    EXPECT_TRUE(found.problems.empty());
    for (const Package& p : found.packages) {
      ours.push_back(p.name + "\t" + p.version + "\t/" + p.filepath);
    }
  }
  std::sort(ours.begin(), ours.end());
  EXPECT_EQ(ours, judge);
  std::cout << judge.size() << " assemblies\n";
  EXPECT_GT(judge.size(), 5u);
}

}  // namespace
}  // namespace claircore::scanners_real
