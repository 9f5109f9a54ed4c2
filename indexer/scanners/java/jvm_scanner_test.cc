#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/java/java_scanner.h"
#include "indexer/scanners/java/jvm_release.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

constexpr std::string_view kTemurin =
    "IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_RUNTIME_VERSION=\"21.0.4+7-LTS\"\n"
    "JAVA_VERSION=\"21.0.4\"\nMODULES=\"java.base java.sql\"\nIMAGE_TYPE=\"JDK\"\n";

std::string Parse(std::string_view text, std::string_view path = "opt/java/release") {
  const JvmRelease release = ParseJvmRelease(text, path);
  return std::string(release.name) + " " + release.version;
}

TEST(JvmRelease, NamesTheRuntimes) {
  EXPECT_EQ(Parse(kTemurin), "openjdk 21.0.4+7-LTS");
  EXPECT_EQ(Parse("JAVA_VERSION=\"1.8.0_422\"\nFULL_VERSION=\"1.8.0_422-b05\"\n"),
            "openjdk 1.8.0_422-b05");
  EXPECT_EQ(Parse("JAVA_VERSION=\"11.0.2\"\nFULL_VERSION=\"8.0.1\"\n"), "openjdk 11.0.2");
  EXPECT_EQ(Parse("JAVA_VERSION=11\r\n"), "openjdk 11");
  EXPECT_EQ(Parse("IMPLEMENTOR=\"Azul Systems, Inc.\"\nJAVA_VERSION=\"17\"\n"), "zulu 17");
  EXPECT_EQ(Parse("IMPLEMENTOR=\"Oracle Corporation\"\nJAVA_VERSION=\"17\"\n"), "jdk 17");
  EXPECT_EQ(Parse("IMPLEMENTOR=\"Oracle Corporation\"\nJAVA_VERSION=\"17\"\nIMAGE_TYPE=\"JRE\"\n"),
            "jre 17");
  EXPECT_EQ(Parse("JAVA_VERSION=\"1.8.0_411\"\n", "usr/lib/jvm/jdk-1.8-oracle-x64/release"),
            "jdk 1.8.0_411");
}

TEST(JvmRelease, OtherFilesOfThatName) {
  EXPECT_EQ(Parse(""), " ");
  EXPECT_EQ(Parse("NAME=\"x\"\nVERSION=\"1\"\n"), " ");
  EXPECT_EQ(Parse("JAVA_VERSION=\"\"\n"), " ");
  EXPECT_EQ(Parse("=\n==\n\"\n"), " ");
}

TEST(JvmScanner, FindsTheReleaseFiles) {
  const auto scanner = NewJvmScanner();
  FakePackageSink sink;
  const auto layer = FakeLayer()
                         .File("opt/java/release", kTemurin)
                         .File("etc/release", "DISTRIB=x\n")
                         .File("big/release", std::string(100'000, '\n') + "JAVA_VERSION=1\n")
                         .File("bad/release", "JAVA_VERSION=\"1\x01\"\n")
                         .Broken("broken/release", absl::DataLossError("spool"))
                         .For(*scanner);
  ASSERT_TRUE(scanner->Scan(Context::Background(), *layer, sink).ok());
  EXPECT_EQ(sink.Names(), std::vector<std::string>{"openjdk 21.0.4+7-LTS"});
  EXPECT_EQ(sink.packages[0].type, "generic");
  EXPECT_EQ(sink.packages[0].package_db, "jvm:opt/java/release");
  EXPECT_EQ(sink.packages[0].filepath, "opt/java/release");
  EXPECT_EQ(sink.problems.size(), 2u);
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {

INSTANTIATE_TEST_SUITE_P(Jvm, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Jvm",
                             .make = &scanners::NewJvmScanner,
                             .layer = FakeLayer().File("opt/java/release",
                                                       "JAVA_VERSION=\"17.0.15\"\n"),
                             .want = {"openjdk 17.0.15"},
                             .builtin = true}),
                         CaseName());

}  // namespace claircore::inline v0::testing
