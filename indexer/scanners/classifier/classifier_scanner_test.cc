#include "indexer/scanners/classifier/classifier_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

using std::string_literals::operator""s;
using testing::FakeLayer;
using testing::FakePackageSink;

// A program with these bytes among others.
std::string Elf(std::string_view bytes) {
  return "\177ELF" + std::string(1000, '\0') + std::string(bytes) + std::string(1000, '\0');
}

const std::string& OpenSsl() {
  static const auto& bytes = *new std::string(Elf("\0OpenSSL 1.1.1w  11 Sep 2023\0"s));
  return bytes;
}

FakeLayer Layer() {
  return FakeLayer()
      .File("usr/local/bin/openssl", OpenSsl())
      .File("usr/local/lib/libpython3.11.so.1.0", Elf("\0003.11.2\0003.42.0\0"s))
      .Symlink("usr/local/lib/libpython3.11.so", "libpython3.11.so.1.0")
      .File("usr/local/go/VERSION", "go1.21.3\ntime 2023-10-09T17:04:35Z\n")
      .File("etc/init.d/nginx", "#!/bin/sh\n# nginx version: nginx/1.2.3\n")
      .File("opt/jdk/bin/java", Elf("\0openjdk\0java\0000.0\00011.0.17+8-LTS\0"s));
}

FakePackageSink Scan(const FakeLayer& layer) {
  return testing::Scan(*NewClassifierScanner(), layer);
}

TEST(ClassifierScanner, FindsProgramsThatNoPackageBrought) {
  const FakePackageSink found = Scan(Layer());
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"go 1.21.3", "openjdk 11.0.17+8",
                                                     "openssl 1.1.1w", "python 3.11.2"}));
  const Package& openssl = *found.Find("openssl");
  EXPECT_EQ(openssl.type, "generic");
  EXPECT_EQ(openssl.kind, PackageKind::kBinary);
  EXPECT_EQ(openssl.cpe, "cpe:2.3:a:openssl:openssl:1.1.1w:*:*:*:*:*:*:*");
  EXPECT_EQ(openssl.filepath, "usr/local/bin/openssl");
  EXPECT_EQ(openssl.package_db, "binary:usr/local/bin/openssl");
  EXPECT_EQ(found.Find("openjdk")->cpe, "cpe:2.3:a:oracle:openjdk:11.0.17\\+8:*:*:*:*:*:*:*");
  EXPECT_EQ(found.Find("python")->filepath, "usr/local/lib/libpython3.11.so.1.0");
  EXPECT_TRUE(found.problems.empty());
}

// busybox's own image has its bytes under the first name of hundreds.
TEST(ClassifierScanner, HardLinksArePlacesOfTheProgramUnderItsOwnNamesOnly) {
  const FakePackageSink found = Scan(FakeLayer()
                                         .File("bin/[", Elf("BusyBox v1.36.1 (2023-05-18)"))
                                         .HardLink("bin/busybox", "bin/[")
                                         .HardLink("bin/gzip", "bin/[")
                                         .HardLink("bin/sh", "bin/["));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"busybox 1.36.1", "busybox 1.36.1"}));
  ASSERT_EQ(found.packages.size(), 2u);
  EXPECT_NE(found.packages[0].filepath, found.packages[1].filepath);
}

TEST(ClassifierScanner, AFileThatCannotBeDecidedIsAProblemAndTheRestCounts) {
  std::string hostile;
  for (int i = 0; i < 100'000; ++i) hostile += "nginx version: ";
  const FakePackageSink found = Scan(
      FakeLayer().File("usr/sbin/nginx", Elf(hostile)).File("usr/local/bin/openssl", OpenSsl()));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"openssl 1.1.1w"}));
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "usr/sbin/nginx");
}

TEST(ClassifierScanner, WhatWasNotReadIsAProblem) {
  const FakePackageSink found = Scan(FakeLayer()
                                         .Broken("usr/sbin/nginx", absl::DataLossError("spool"))
                                         .File("usr/lib/something", OpenSsl())
                                         .Symlink("usr/bin/openssl", "../lib/something"));
  EXPECT_TRUE(found.packages.empty());
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].path, "usr/sbin/nginx");
}

TEST(ClassifierScanner, StopsWhenCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewClassifierScanner();
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *Layer().For(*scanner), sink).code(),
            absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.packages.empty());
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
namespace {

INSTANTIATE_TEST_SUITE_P(Classifier, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             "Programs",
                             &scanners::NewClassifierScanner,
                             scanners::Layer(),
                             {"go 1.21.3", "openjdk 11.0.17+8", "openssl 1.1.1w", "python 3.11.2"},
                             true}),
                         CaseName());

}  // namespace
}  // namespace claircore::inline v0::testing
