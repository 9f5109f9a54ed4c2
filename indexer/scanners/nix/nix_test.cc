#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/nix/nix_scanner.h"
#include "indexer/scanners/nix/store_path.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewNixScanner(), layer); }

constexpr std::string_view kHash = "0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r";

std::string InStore(std::string_view name) {
  return "nix/store/" + std::string(kHash) + "-" + std::string(name);
}

std::string Parsed(const NixName& from) {
  return std::string(from.name) + " " + std::string(from.version);
}

TEST(NixName, TheVersionBeginsAfterTheFirstDashThatNoLetterFollows) {
  EXPECT_EQ(Parsed(ParseNixName("nix-0.12pre12876")), "nix 0.12pre12876");
  EXPECT_EQ(Parsed(ParseNixName("python3.11-requests-2.31.0")), "python3.11-requests 2.31.0");
  EXPECT_EQ(Parsed(ParseNixName("glibc-2.38-44")), "glibc 2.38-44");
  EXPECT_EQ(Parsed(ParseNixName("foo--1")), "foo -1");
  EXPECT_EQ(Parsed(ParseNixName("-1")), " 1");
  EXPECT_EQ(Parsed(ParseNixName("foo-")), "foo- ");
  EXPECT_EQ(Parsed(ParseNixName("system-path")), "system-path ");
  EXPECT_EQ(Parsed(ParseNixName("")), " ");
}

TEST(NixName, OutputsAreNoPartOfTheVersion) {
  EXPECT_EQ(Parsed(NixPackage(InStore("glibc-2.38-44-bin"))), "glibc 2.38-44");
  EXPECT_EQ(Parsed(NixPackage(InStore("openssl-3.0.12-dev"))), "openssl 3.0.12");
  EXPECT_EQ(Parsed(NixPackage(InStore("bind-9.18.20-dnsutils"))), "bind 9.18.20");
  EXPECT_EQ(Parsed(NixPackage(InStore("util-linux-minimal-2.41-mount"))),
            "util-linux-minimal 2.41");
  EXPECT_EQ(Parsed(NixPackage(InStore("nodejs-20.9.0-libv8"))), "nodejs 20.9.0");
  EXPECT_EQ(Parsed(NixPackage(InStore("fetch-man-lib-1"))), "fetch-man-lib 1");
  EXPECT_EQ(Parsed(NixPackage(InStore("wayland-tools"))).back(), ' ');
  EXPECT_EQ(Parsed(NixPackage(InStore("python3-3.11.6-env"))), "python3 3.11.6-env");
  EXPECT_EQ(Parsed(NixPackage(InStore("zlib-1.3-rc1"))), "zlib 1.3-rc1");
}

TEST(NixName, SourcesHaveNoVersion) {
  EXPECT_EQ(NixPackage(InStore("hello-2.12.1.drv")).version, "");
  EXPECT_EQ(NixPackage(InStore("hello-2.12.1.tar.gz")).version, "");
  EXPECT_EQ(NixPackage(InStore("CVE-2024-1.patch")).version, "");
  EXPECT_EQ(NixPackage(InStore("hello-2.12.1-source")).version, "");
  EXPECT_EQ(NixPackage(InStore("source")).version, "");
}

TEST(NixStorePath, IsAHashAndAName) {
  EXPECT_EQ(NixStorePath(InStore("a-1/bin/a")), InStore("a-1"));
  EXPECT_EQ(NixStorePath(InStore("a-1")), "");
  EXPECT_EQ(NixStorePath(InStore("/bin/a")), "");
  EXPECT_EQ(NixStorePath(InStore("a b-1/bin/a")), "");
  EXPECT_EQ(NixStorePath("nix/store/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee-a-1/bin/a"), "");
  EXPECT_EQ(NixStorePath("nix/store/.links/0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r"), "");
  EXPECT_EQ(NixStorePath("srv/" + InStore("a-1/bin/a")), "");
}

TEST(NixScanner, FindsOnePackageAFolder) {
  FakeLayer layer;
  for (int i = 0; i < 5000; ++i) layer.File(InStore("bash-5.2-p15/f/") + std::to_string(i), "");
  const FakePackageSink found =
      Scan(layer.File(InStore("bash-5.2-p15/bin/bash"), "")
               .File(InStore("bash-5.2-p15-man/share/man/man1/bash.1.gz"), "")
               .File(InStore("bash-5.2-p15.drv"), "")
               .File(InStore("etc/hosts"), "")
               .File("nix/store/.links/0c5b5fcwkqx5d7nmfiyd8ji4a5rmgp5r-a-1/b", "")
               .File("nix/store/trash/bash-5.2/b", ""));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"bash 5.2-p15", "bash 5.2-p15"}));
  EXPECT_EQ(found.packages[0].type, "nix");
  EXPECT_EQ(found.packages[0].package_db, "nix:nix/store");
  EXPECT_EQ(found.packages[0].filepath, InStore("bash-5.2-p15-man/share/man/man1/bash.1.gz"));
  EXPECT_EQ(found.packages[1].filepath, InStore("bash-5.2-p15/bin/bash"));
  EXPECT_TRUE(found.problems.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Nix, PackageScannerConformance,
    ::testing::Values(PackageScannerCase{
        .name = "Nix",
        .make = &NewNixScanner,
        .layer = FakeLayer().File(InStore("a-1/bin/a"), "").File(InStore("b-2-lib/lib/b"), ""),
        .want = {"a 1", "b 2"},
        .builtin = true}),
    testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
