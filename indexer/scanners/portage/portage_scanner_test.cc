#include "indexer/scanners/portage/portage_scanner.h"

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/portage/portage_database.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPortageScanner(), layer); }

FakeLayer Gentoo() {
  return FakeLayer()
      .File("var/db/pkg/dev-libs/openssl-3.0.13-r2/CONTENTS",
            "dir /usr\nobj /usr/lib64/libssl.so.3 0123456789abcdef0123456789abcdef 1700000000\n"
            "sym /usr/lib64/libssl.so -> libssl.so.3 1700000000\n"
            "obj /usr/share/doc/read me 0123456789abcdef0123456789abcdef 1700000000")
      .File("var/db/pkg/dev-libs/openssl-3.0.13-r2/SLOT", "0/3\n")
      .File("var/db/pkg/dev-libs/openssl-3.0.13-r2/repository", "gentoo\n")
      .File("var/db/pkg/dev-libs/openssl-3.0.13-r2/CHOST", "x86_64-pc-linux-gnu\n")
      .File("var/db/pkg/virtual/libc-1-r1/CONTENTS", "")
      .File("var/db/pkg/dev-libs/-MERGING-glib-2.80.0/CONTENTS", "");
}

TEST(PortageScanner, ReadsPackagesAndFiles) {
  const FakePackageSink found = Scan(Gentoo());
  EXPECT_EQ(found.Names(), (Names{"dev-libs/openssl 3.0.13-r2", "virtual/libc 1-r1"}));
  const Package& openssl = *found.Find("dev-libs/openssl");
  EXPECT_EQ(openssl.type, "ebuild");
  EXPECT_EQ(openssl.arch, "x86_64");
  EXPECT_EQ(openssl.kind, PackageKind::kBinary);
  EXPECT_EQ(openssl.source, nullptr);
  EXPECT_EQ(openssl.repository_hint, "repo=gentoo&slot=0/3");
  EXPECT_EQ(openssl.filepath, "var/db/pkg/dev-libs/openssl-3.0.13-r2/CONTENTS");
  EXPECT_EQ(openssl.package_db, openssl.filepath);
  EXPECT_EQ(found.Find("virtual/libc")->repository_hint, "");
  Names owned;
  for (const auto& o : found.owned) owned.push_back(o.path);
  EXPECT_EQ(owned,
            (Names{"usr/lib64/libssl.so.3", "usr/lib64/libssl.so", "usr/share/doc/read me"}));
  EXPECT_EQ(found.databases.size(), 2u);
  EXPECT_TRUE(found.problems.empty());
}

TEST(PortageScanner, ReadsOtherRootsAndStrippedPackages) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("srv/root/var/db/pkg/app-misc/a-1/CONTENTS", "obj /usr/bin/a 00 1\n")
               .File("var/db/pkg/app-misc/b-2_rc1/PF", "b-2_rc1\n"));
  EXPECT_EQ(found.Names(), (Names{"app-misc/a 1", "app-misc/b 2_rc1"}));
  ASSERT_EQ(found.owned.size(), 1u);
  EXPECT_EQ(found.owned[0].path, "srv/root/usr/bin/a");
  EXPECT_EQ(found.Find("app-misc/b")->filepath, "var/db/pkg/app-misc/b-2_rc1/PF");
}

TEST(PortageScanner, ABadFolderOrFileIsAProblem) {
  const std::string db = "var/db/pkg/cat/";
  const FakePackageSink found = Scan(FakeLayer()
                                         .File(db + "noversion/CONTENTS", "")
                                         .File(db + "a\x1b-1/CONTENTS", "")
                                         .File(db + "good-1/CONTENTS", "rubbish\nobj /x\n")
                                         .File(db + "good-1/SLOT", "\x1b[2J")
                                         .Broken(db + "lost-1/CONTENTS", absl::DataLossError("x"))
                                         .File(db + std::string(2000, 'a') + "-1/CONTENTS", "")
                                         .File(db + "slotonly-1/SLOT", "0"));
  EXPECT_EQ(found.Names(), (Names{"cat/good 1", "cat/lost 1"}));
  EXPECT_EQ(found.Find("cat/good")->repository_hint, "");
  EXPECT_EQ(found.problems.size(), 4u);
  EXPECT_TRUE(found.owned.empty());
}

TEST(PortageDatabase, NamesAreCutAtTheirVersion) {
  const auto split = [](std::string_view pf) {
    PortageName p;
    return SplitPortageName(pf, p) ? std::string(p.name) + " " + std::string(p.version) : "";
  };
  EXPECT_EQ(split("Getopt-Long-2.580.0"), "Getopt-Long 2.580.0");
  EXPECT_EQ(split("gtk+-3.24.41-r1"), "gtk+ 3.24.41-r1");
  EXPECT_EQ(split("font-adobe-100dpi-1.0.4"), "font-adobe-100dpi 1.0.4");
  EXPECT_EQ(split("lib3ds-1.3.0_p20100312-r2"), "lib3ds 1.3.0_p20100312-r2");
  EXPECT_EQ(split("a-r1-1"), "a-r1 1");
  EXPECT_EQ(split("openssl-0.9.8zh"), "");  // two letters are no version
  EXPECT_EQ(split("openssl-0.9.8z_p8-r100"), "openssl 0.9.8z_p8-r100");
  EXPECT_EQ(split("x-9999"), "x 9999");
  EXPECT_EQ(split("x-1_alpha_beta2_pre3_rc4_p"), "x 1_alpha_beta2_pre3_rc4_p");
  EXPECT_EQ(split("_a-r1-1b-r01"), "_a-r1 1b-r01");
  EXPECT_EQ(split("a-1xy-2"), "a-1xy 2");
  for (const char* bad : {"", "-", "a", "-1", "a-", "a-r1", "-1-r1", "a-1.", "a-1._p", "a-1_q"}) {
    EXPECT_EQ(split(bad), "") << bad;
  }
  // The name would end in a version, or have what no name has.
  for (const char* bad : {"a-1-2", "a-1-r1-2", "a-1b-2-r3", "a-1_p-2", "+a-1", "a.b-1", "a~-1"}) {
    EXPECT_EQ(split(bad), "") << bad;
  }
}

TEST(PortageDatabase, CategoriesHaveNamesToo) {
  for (const char* good : {"virtual", "x11-libs", "a.b", "_a", "dev-lang+c"}) {
    EXPECT_TRUE(IsPortageCategory(good)) << good;
  }
  for (const char* bad : {"", "-a", ".a", "+a", "a b", "a\x1b"}) {
    EXPECT_FALSE(IsPortageCategory(bad)) << bad;
  }
}

TEST(PortageScanner, StopsSoonOnAHugeList) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "obj /x 0 1\n";
  const auto scanner = NewPortageScanner();
  const auto layer = FakeLayer().File("var/db/pkg/c/a-1/CONTENTS", text).For(*scanner);
  std::stop_source stop;
  stop.request_stop();
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.owned.empty());
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(Portage, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Portage",
                             .make = &scanners::NewPortageScanner,
                             .layer = scanners::Gentoo(),
                             .want = {"dev-libs/openssl 3.0.13-r2", "virtual/libc 1-r1"},
                             .builtin = true}),
                         CaseName());
}  // namespace claircore::inline v0::testing
