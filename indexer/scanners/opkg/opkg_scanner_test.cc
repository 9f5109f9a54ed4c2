#include "indexer/scanners/opkg/opkg_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/opkg/opkg_database.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

constexpr std::string_view kStatus = R"(Package: dropbear
Version: 2024.85-r1
Depends: libc
Status: install user installed
Architecture: mips_24kc
Conffiles:
 /etc/config/dropbear 0f1e
Installed-Time: 1700000000

Package: libuci20130104
Version: 2023.08.10~5781664d-r1
Status: install ok unpacked
Architecture: mips_24kc

Package: removed
Version: 1
Status: deinstall ok not-installed

Package: base-files
Version: 1562
Status: install hold installed
Architecture: all)";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewOpkgScanner(), layer); }

FakeLayer OpenWrt() {
  return FakeLayer()
      .File("usr/lib/opkg/status", kStatus)
      .File("usr/lib/opkg/info/dropbear.control",
            "Package: dropbear\nVersion: 2024.85-r1\nSource: package/network/services/dropbear\n"
            "Architecture: mips_24kc\nDescription:  a server\n")
      .File("usr/lib/opkg/info/dropbear.list", "/usr/sbin/dropbear\n/usr/bin/ssh\t0120777\tx\n")
      .File("usr/lib/opkg/info/removed.list", "/usr/bin/removed\n");
}

TEST(OpkgScanner, ReadsWhatIsInstalled) {
  const FakePackageSink found = Scan(OpenWrt());
  EXPECT_EQ(found.Names(), (Names{"base-files 1562", "dropbear 2024.85-r1",
                                  "libuci20130104 2023.08.10~5781664d-r1"}));
  const Package& dropbear = *found.Find("dropbear");
  EXPECT_EQ(dropbear.type, "opkg");
  EXPECT_EQ(dropbear.arch, "mips_24kc");
  EXPECT_EQ(dropbear.kind, PackageKind::kBinary);
  EXPECT_EQ(dropbear.package_db, "usr/lib/opkg/status");
  EXPECT_EQ(dropbear.filepath, "usr/lib/opkg/status");
  ASSERT_NE(dropbear.source, nullptr);
  EXPECT_EQ(dropbear.source->name, "dropbear");
  EXPECT_EQ(dropbear.source->version, "2024.85-r1");
  EXPECT_EQ(dropbear.source->kind, PackageKind::kSource);
  EXPECT_EQ(found.Find("base-files")->source, nullptr);
  EXPECT_EQ(found.databases, (Names{"usr/lib/opkg/status"}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(OpkgScanner, OwnsTheFilesOfItsLists) {
  const FakePackageSink found = Scan(OpenWrt());
  ASSERT_EQ(found.owned.size(), 2u);
  EXPECT_EQ(found.owned[0].path, "usr/sbin/dropbear");
  EXPECT_EQ(found.owned[1].path, "usr/bin/ssh");
  EXPECT_EQ(found.packages[found.owned[0].owner].name, "dropbear");
}

TEST(OpkgScanner, ReadsTheOtherPlacesAndLinkedOnes) {
  for (const std::string dir : {"var/lib/opkg", "opt/lib/opkg", "opkg", "srv/usr/lib/opkg"}) {
    const FakePackageSink found = Scan(FakeLayer()
                                           .File(dir + "/status", kStatus)
                                           .File(dir + "/info/dropbear.list", "/usr/sbin/d"));
    EXPECT_EQ(found.packages.size(), 3u) << dir;
    ASSERT_EQ(found.owned.size(), 1u) << dir;
    EXPECT_EQ(found.owned[0].path, dir.starts_with("srv/") ? "srv/usr/sbin/d" : "usr/sbin/d");
  }
  const FakePackageSink linked = Scan(
      FakeLayer().Symlink("var/lib/opkg", "/usr/lib/opkg").File("usr/lib/opkg/status", kStatus));
  EXPECT_EQ(linked.packages.size(), 3u);
  EXPECT_EQ(linked.databases, (Names{"usr/lib/opkg/status"}));
}

TEST(OpkgScanner, WithoutAStatusFileTheControlFilesCount) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/opkg/info/busybox.control",
                     "Package: busybox\nVersion: 1.36.1-r0\nOE: busybox\nArchitecture: core2-64\n"
                     "Source: https://example.org/busybox.tar.bz2 file://busybox-cron.cfg\n")
               .File("var/lib/opkg/info/busybox.list", "/bin/busybox.nosuid\n"));
  EXPECT_EQ(found.Names(), (Names{"busybox 1.36.1-r0"}));
  EXPECT_EQ(found.packages[0].filepath, "var/lib/opkg/info/busybox.control");
  EXPECT_EQ(found.packages[0].source->name, "busybox");
  EXPECT_EQ(found.owned.size(), 1u);
}

TEST(OpkgScanner, ReadsStatusFolders) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/lib/opkg/status.d/a", "Package: a\nVersion: 1\n")
               .File("usr/lib/opkg/status.d/b",
                     "Package: b\nVersion: 1\nStatus: deinstall ok not-installed\n"));
  EXPECT_EQ(found.Names(), (Names{"a 1"}));
  EXPECT_EQ(found.packages[0].filepath, "usr/lib/opkg/status.d/a");
}

TEST(OpkgScanner, TheLastStanzaOfANameCounts) {
  const FakePackageSink found =
      Scan(FakeLayer().File("usr/lib/opkg/status",
                            "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
                            "Package: a\nStatus: install ok installed\nVersion: 2\n\n"
                            "Package: b\nStatus: install ok installed\nVersion: 1\n\n"
                            "Package: b\nStatus: deinstall ok not-installed\nVersion: 1\n"));
  EXPECT_EQ(found.Names(), (Names{"a 2"}));
}

TEST(OpkgScanner, ABrokenStanzaIsAProblemAndTheRestCounts) {
  const FakePackageSink found = Scan(FakeLayer().File(
      "usr/lib/opkg/status",
      "Package: a\nStatus: install ok installed\nVersion: 1\nstray\n\nPackage: b\n\n"
      "Package: c\x1b\nVersion: 1\n\nPackage: d\nVersion: 2\nStatus: install ok installed"));
  EXPECT_EQ(found.Names(), (Names{"a 1", "d 2"}));
  EXPECT_EQ(found.problems.size(), 3u);
}

TEST(OpkgScanner, SourcesAreNamesAndNoDownloads) {
  const auto source = [](std::string_view oe, std::string_view source) {
    return std::string(OpkgSourceName({.source = source, .recipe = oe}));
  };
  EXPECT_EQ(source("", "feeds/packages/net/curl"), "curl");
  EXPECT_EQ(source("openssl", "https://example.org/x.tar.gz"), "openssl");
  EXPECT_EQ(source("", "https://example.org/x.tar.gz"), "");
  EXPECT_EQ(source("", "file://a file://b"), "");
  EXPECT_EQ(source("", "dir/"), "");
  EXPECT_EQ(source("", ""), "");
}

TEST(OpkgScanner, StopsSoonOnAHugeDatabase) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) {
    text += "Package: p" + std::to_string(i) + "\nVersion: 1\nStatus: install ok installed\n\n";
  }
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewOpkgScanner();
  const auto layer = FakeLayer().File("usr/lib/opkg/status", text).For(*scanner);
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  const FakePackageSink all = Scan(FakeLayer().File("usr/lib/opkg/status", text));
  EXPECT_EQ(all.packages.size(), 100'000u);
  EXPECT_EQ(all.problems.size(), 1u);
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(Opkg, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Opkg",
                             .make = &scanners::NewOpkgScanner,
                             .layer = scanners::OpenWrt(),
                             .want = {"base-files 1562", "dropbear 2024.85-r1",
                                      "libuci20130104 2023.08.10~5781664d-r1"},
                             .builtin = true}),
                         CaseName());
}  // namespace claircore::inline v0::testing
