#include "indexer/scanners/dpkg/status_file.h"

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::vector<std::string> Read(std::string_view text) {
  std::vector<std::string> stanzas;
  EXPECT_TRUE(ReadDpkgStatus(
                  text, [] { return absl::OkStatus(); },
                  [&](const DpkgStanza& s) {
                    stanzas.push_back(std::string(s.name) + "|" + std::string(s.version) + "|" +
                                      std::to_string(s.line) + (s.broken ? "|broken" : ""));
                    return absl::OkStatus();
                  })
                  .ok());
  return stanzas;
}

TEST(DpkgStatus, StanzasEndAtBlankLinesAndAtTheEnd) {
  EXPECT_EQ(Read("\n\nPackage: a\nVersion: 1\n\n\nPackage: b\nVersion: 2"),
            (std::vector<std::string>{"a|1|3", "b|2|7"}));
  EXPECT_TRUE(Read("").empty());
}

TEST(DpkgStatus, FieldNamesIgnoreCaseAndContinuationsAreNoFields) {
  EXPECT_EQ(Read("PACKAGE: a\nversion: 1\nDescription: x\n Version: 9\n\tPackage: z\n"),
            (std::vector<std::string>{"a|1|1"}));
}

TEST(DpkgStatus, AStrayLineMarksItsStanzaOnly) {
  EXPECT_EQ(Read("Package: a\nstray\nVersion: 1\n\nPackage: b\nVersion: 2\n"),
            (std::vector<std::string>{"a|1|1|broken", "b|2|5"}));
}

TEST(DpkgStatus, TheThirdWordDecidesWhatIsInstalled) {
  const auto installed = [](std::string_view s) { return DpkgStanza{.status = s}.installed(); };
  EXPECT_TRUE(installed("install ok installed"));
  EXPECT_TRUE(installed("hold ok installed"));
  EXPECT_TRUE(installed("deinstall ok installed"));
  EXPECT_FALSE(installed("deinstall ok config-files"));
  EXPECT_FALSE(installed("purge ok not-installed"));
  EXPECT_FALSE(installed("installed"));
  EXPECT_FALSE(installed(""));
}

TEST(DpkgStatus, StatesThatLeaveFilesBehindCount) {
  const auto files = [](std::string_view s) { return DpkgStanza{.status = s}.files(); };
  for (const std::string_view status :
       {"install ok unpacked", "install ok half-configured", "install ok triggers-awaited",
        "install ok triggers-pending", "install reinstreq half-installed",
        "deinstall ok half-installed", "install ok Unpacked", "install ok postinst-failed",
        "install user removal-failed"}) {
    EXPECT_EQ(files(status), DpkgStanza::Files::kThere) << status;
  }
  EXPECT_EQ(files("deinstall ok config-files"), DpkgStanza::Files::kNone);
  EXPECT_EQ(files("unknown ok not-installed"), DpkgStanza::Files::kNone);
  EXPECT_EQ(files("install ok instal"), DpkgStanza::Files::kUnknown);
}

TEST(DpkgStatus, TheSourceMayHaveANameAndAVersionOfItsOwn) {
  const auto source = [](std::string_view text) {
    const DpkgSource s = SourceOf({.name = "bin", .version = "1+b2", .source = text});
    return std::string(s.name) + "|" + std::string(s.version);
  };
  EXPECT_EQ(source(""), "bin|1+b2");
  EXPECT_EQ(source("src"), "src|1+b2");
  EXPECT_EQ(source("src (1)"), "src|1");
  EXPECT_EQ(source("src(1:2-3)"), "src|1:2-3");
  EXPECT_EQ(source("src ()"), "src|1+b2");
  EXPECT_EQ(source("src (1"), "src|1");
  EXPECT_EQ(source("(1)"), "bin|1+b2");
}

}  // namespace
}  // namespace claircore::scanners
