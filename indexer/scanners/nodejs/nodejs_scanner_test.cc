#include "indexer/scanners/nodejs/nodejs_scanner.h"

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

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewNodejsScanner(), layer); }

TEST(NodejsScanner, ReadsInstalledPackages) {
  const std::string app = "srv/app/node_modules/";
  const FakePackageSink found = Scan(
      FakeLayer()
          .File("srv/app/package.json", R"({"name": "app", "version": "0.0.1"})")
          .File(app + "lodash/package.json", R"({"name": "lodash", "version": "4.17.15"})")
          .File(app + "@s/a/package.json", R"({"name": "@s/a", "version": "1.0.0-rc.1"})")
          .File(app + "@s/a/node_modules/lodash/package.json",
                R"({"name": "lodash", "version": "3.0.0"})")
          .File(app + "a/dist/package.json", R"({"type": "module"})")
          .File(app + "a/test/node_modules/b/package.json", R"({"name":"b","version":"1"})")
          .File(app + "local/package.json", R"({"name": "local"})")
          .File("usr/lib/node_modules/npm/package.json", R"({"name": "npm", "version": "9.2.0"})"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"@s/a 1.0.0-rc.1", "lodash 3.0.0",
                                                     "lodash 4.17.15", "npm 9.2.0"}));
  const Package& scoped = *found.Find("@s/a");
  EXPECT_EQ(scoped.type, "npm");
  EXPECT_EQ(scoped.kind, PackageKind::kBinary);
  EXPECT_EQ(scoped.filepath, app + "@s/a/package.json");
  EXPECT_EQ(scoped.package_db, "nodejs:" + app + "@s/a/package.json");
  EXPECT_TRUE(found.problems.empty());
}

TEST(NodejsScanner, FindsProgramsThatWereUnpackedAnywhere) {
  const FakePackageSink found = testing::Scan(
      *NewNodeProgramsScanner(),
      FakeLayer()
          .File("opt/yarn-v1.22.22/package.json",
                R"({"name": "yarn", "version": "1.22.22", "bin": {"yarn": "./bin/yarn.js"}})")
          .File("root/.cache/node/corepack/v1/pnpm/9.1.0/package.json",
                R"({"name": "pnpm", "version": "9.1.0", "bin": "bin/pnpm.cjs"})")
          .File("opt/lint@2.0.0/package.json", R"({"name": "@s/lint", "version": "2.0.0"})")
          .File("opt/yarn-v1.22.22/lib/package.json", R"({"name": "inner", "version": "1.0.0"})")
          .File("srv/app/package.json", R"({"name": "app", "version": "1.0.0"})")
          .File("srv/tool/package.json",
                R"({"name": "tool", "version": "1.0.0", "bin": "x.js", "private": true})")
          .File("srv/none/package.json", R"({"name": "none", "version": "1.0.0", "bin": {}})")
          .File("srv/app/templates/package.json", "{{ not yet }}")
          .File("srv/app/node_modules/a/cli/package.json",
                R"({"name": "cli", "version": "1.0.0", "bin": "x.js"})")
          .File("usr/share/nodejs/a/cli/package.json",
                R"({"name": "cli", "version": "1.0.0", "bin": "x.js"})"));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"@s/lint 2.0.0", "pnpm 9.1.0", "yarn 1.22.22"}));
  EXPECT_EQ(found.Find("yarn")->filepath, "opt/yarn-v1.22.22/package.json");
  EXPECT_TRUE(found.problems.empty());
}

TEST(NodejsScanner, WhatCannotBeReadIsAProblemAndTheRestCounts) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("node_modules/a/package.json", "{")
               .Broken("node_modules/b/package.json", absl::DataLossError("spool"))
               .File("node_modules/c/package.json", R"({"name": "c\n", "version": "1"})")
               .File("node_modules/d/package.json", R"({"name": "d", "version": "1"})"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"d 1"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

TEST(NodejsScanner, StopsWhenCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewNodejsScanner();
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  const auto layer = FakeLayer()
                         .File("node_modules/d/package.json", R"({"name":"d","version":"1"})")
                         .For(*scanner);
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.packages.empty());
}

}  // namespace
}  // namespace claircore::scanners
