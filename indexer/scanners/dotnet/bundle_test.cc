#include "indexer/scanners/dotnet/bundle.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"
#include "indexer/scanners/dotnet/test_bundle.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

constexpr std::string_view kDeps = R"({"runtimeTarget": {"name": "t"}, "targets": {"t": {
    "App/1.0.0": {"runtime": {"App.dll": {}}},
    "Acme.Json/13.0.3": {"runtime": {"lib/net6.0/Acme.Json.dll": {}}},
    "runtimepack.Acme.Runtime.linux-x64/8.0.1": {"runtime": {"System.Private.CoreLib.dll": {}}}}},
  "libraries": {"App/1.0.0": {"type": "project"}, "Acme.Json/13.0.3": {"type": "package"},
                "runtimepack.Acme.Runtime.linux-x64/8.0.1": {"type": "runtimepack"}}})";

TestBundle Application(uint32_t major) {
  return {.major = major,
          .files = {{"App.dll", std::string(500, 'a')},
                    {"App.deps.json", std::string(kDeps), 3},
                    {"App.runtimeconfig.json", "{}", 4}}};
}

FakePackageSink Scan(const std::string& file) {
  return testing::Scan(*NewDotnetScanner(), FakeLayer().File("app/App", file, 0755));
}

TEST(DotnetBundle, ItsDepsJsonCountsAsAnyOther) {
  for (const uint32_t major : {1, 2, 6, 7}) {
    const FakePackageSink found = Scan(Application(major).Build());
    EXPECT_EQ(found.Names(),
              (Names{"Acme.Json 13.0.3", "Acme.Runtime.linux-x64 8.0.1", "App 1.0.0"}))
        << major;
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.packages.at(0).filepath, "app/App");
    EXPECT_EQ(found.packages.at(0).package_db, "dotnet:app/App");
    EXPECT_EQ(found.packages.at(0).type, "nuget");
  }
}

TEST(DotnetBundle, OtherProgramsAreNone) {
  TestBundle host = Application(6);
  host.header_at = 0;  // a host whose application lies beside it
  EXPECT_TRUE(Scan(host.Build()).packages.empty());
  EXPECT_TRUE(Scan(host.Build()).problems.empty());
  TestBundle without = Application(6);
  without.files.erase(without.files.begin() + 1);
  EXPECT_TRUE(Scan(without.Build()).packages.empty());
  EXPECT_FALSE(MayBeBundle(100, "no program"));
}

TEST(DotnetBundle, DamageIsAProblem) {
  const std::string whole = Application(6).Build();
  EXPECT_EQ(Scan(whole.substr(0, whole.size() - 80)).problems.size(), 1u);
  TestBundle outside = Application(6);
  outside.header_at = int64_t{1} << 40;
  EXPECT_EQ(Scan(outside.Build()).problems.size(), 1u);
  TestBundle elsewhere = Application(6);
  elsewhere.header_at = 100;
  EXPECT_EQ(Scan(elsewhere.Build()).problems.size(), 1u);
  TestBundle no_json = Application(6);
  no_json.files[1].bytes = "{";
  EXPECT_EQ(Scan(no_json.Build()).problems.size(), 1u);
}

}  // namespace
}  // namespace claircore::scanners
