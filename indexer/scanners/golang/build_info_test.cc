#include "indexer/scanners/golang/build_info.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Show(const GoModule& m) { return m.path + "@" + m.version; }

TEST(GoBuildInfoTest, ReadsModulesAndReplacements) {
  const GoBuildInfo info = ParseGoBuildInfo(
      "path\texample.com/cmd/tool\n"
      "mod\texample.com\tv1.4.0\th1:aaaa=\n"
      "dep\tgolang.org/x/text\tv0.3.0\th1:bbbb=\n"
      "dep\tgithub.com/old/lib\tv1.0.0\n"
      "=>\tgithub.com/fork/lib\tv1.0.1\th1:cccc=\n"
      "dep\tk8s.io/api\tv0.0.0\n"
      "=>\t./staging/src/k8s.io/api\t(devel)\n"
      "dep\texample.com/next\tv0.0.0-20230102030405-0123456789ab\n"
      "build\t-compiler=gc\n"
      "build\t-ldflags=\"-X \\\"main.a=b\\\"\"\n"
      "future\tword\n");
  EXPECT_EQ(info.path, "example.com/cmd/tool");
  EXPECT_EQ(Show(info.main), "example.com@v1.4.0");
  ASSERT_EQ(info.dependencies.size(), 4u);
  EXPECT_EQ(Show(info.dependencies[0]), "golang.org/x/text@v0.3.0");
  EXPECT_EQ(Show(info.dependencies[1]), "github.com/fork/lib@v1.0.1");
  EXPECT_EQ(Show(info.dependencies[2]), "k8s.io/api@(devel)");
  EXPECT_EQ(Show(info.dependencies[3]), "example.com/next@v0.0.0-20230102030405-0123456789ab");
  ASSERT_EQ(info.settings.size(), 2u);
  EXPECT_EQ(info.settings[1].first, "-ldflags");
  EXPECT_EQ(info.settings[1].second, "-X \"main.a=b\"");
}

TEST(GoBuildInfoTest, OddLinesAreIgnored) {
  const GoBuildInfo info = ParseGoBuildInfo(
      "=>\texample.com/a\tv1\n"  // of nothing
      "dep\n"
      "dep\t\tv1\n"
      "dep\tbad\x01name\tv1\n"
      "=>\texample.com/b\tv1\n"  // of a line that was none
      "build\tnothing\n"
      "path\n");
  EXPECT_TRUE(info.dependencies.empty());
  EXPECT_TRUE(info.settings.empty());
  EXPECT_EQ(info.main.path, "");
}

TEST(GoBuildInfoTest, Releases) {
  EXPECT_EQ(GoRelease("go1.21.3"), "1.21.3");
  EXPECT_EQ(GoRelease("go1.18"), "1.18");
  EXPECT_EQ(GoRelease("go1.21.3 X:boringcrypto"), "1.21.3");
  EXPECT_EQ(GoRelease("go1.19.6 (Red Hat 1.19.6-1.el9)"), "1.19.6");
  EXPECT_EQ(GoRelease("go1.22rc1"), "go1.22rc1");
  EXPECT_EQ(GoRelease("go1.21.3-custom"), "go1.21.3-custom");
  EXPECT_EQ(GoRelease("devel go1.23-1a2b3c Mon Jan 1"), "go1.23-1a2b3c");
  EXPECT_EQ(GoRelease("devel +1a2b3c"), "");
  EXPECT_EQ(GoRelease("go"), "");
  EXPECT_EQ(GoRelease(""), "");
}

std::string MainVersion(std::string_view rest) {
  return GoMainVersion(ParseGoBuildInfo("path\texample.com/m/cmd\nmod\texample.com/m\t(devel)\n" +
                                        std::string(rest)));
}

TEST(GoBuildInfoTest, DevelopmentVersionsSayWhatTheyKnow) {
  EXPECT_EQ(MainVersion(""), "(devel)");
  EXPECT_EQ(MainVersion("build\tvcs=git\nbuild\tvcs.revision=1a2b\n"
                        "build\tvcs.time=2023-01-02T03:04:05Z\nbuild\tvcs.modified=true\n"),
            "(devel) (git, commit 1a2b, built at 2023-01-02T03:04:05Z, dirty)");
  EXPECT_EQ(MainVersion("build\tvcs=git\nbuild\tvcs.modified=false\n"), "(devel) (git)");
  EXPECT_EQ(GoMainVersion(ParseGoBuildInfo("mod\tm\tv1.2.3\nbuild\tvcs=git\n")), "v1.2.3");
}

TEST(GoBuildInfoTest, LinkedVersions) {
  const auto linked = [](std::string_view flags) {
    return MainVersion("build\t-ldflags=\"" + std::string(flags) + "\"\n");
  };
  EXPECT_EQ(linked("-s -w -X main.version=v1.2.3"), "v1.2.3");
  EXPECT_EQ(linked("-X=main.Version=1.2.3"), "1.2.3");
  EXPECT_EQ(linked("-X 'example.com/m/internal/build.version=v2.0.0-rc1' -s"), "v2.0.0-rc1");
  EXPECT_EQ(linked("-X example.com/m/v.GitVersion=v1.0.0 -X main.version=v2.0.0"), "v2.0.0");
  // Of another module, of another variable, and what is no version.
  EXPECT_EQ(linked("-X example.com/mother.version=v1.2.3"), "(devel)");
  EXPECT_EQ(linked("-X main.goversion=go1.2.3 -X main.version=dev"), "(devel)");
  EXPECT_EQ(linked("main.version=v1.2.3 -X"), "(devel)");
}

}  // namespace
}  // namespace claircore::scanners
