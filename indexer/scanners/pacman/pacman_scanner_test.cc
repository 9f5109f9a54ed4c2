#include "indexer/scanners/pacman/pacman_scanner.h"

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
#include "indexer/scanners/pacman/pacman_database.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using Names = std::vector<std::string>;

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewPacmanScanner(), layer); }

FakeLayer Arch() {
  return FakeLayer()
      .File("var/lib/pacman/local/ALPM_DB_VERSION", "9\n")
      .File("var/lib/pacman/local/gcc-libs-14.2.1+r134-1/desc",
            "%NAME%\ngcc-libs\n\n%VERSION%\n14.2.1+r134-1\n\n%BASE%\ngcc\n\n%DESC%\n%ARCH%\n\n"
            "%ARCH%\nx86_64\n\n%LICENSE%\nGPL\nLGPL\n\n%DEPENDS%\nglibc>=2.27")
      .File("var/lib/pacman/local/gcc-libs-14.2.1+r134-1/files",
            "%FILES%\nusr/\nusr/lib/\nusr/lib/libgcc_s.so.1\nusr/lib/libgo.so\n\n"
            "%BACKUP%\netc/x\t00\n")
      .File("var/lib/pacman/local/tzdata-1:2024b-2/desc",
            "%NAME%\ntzdata\n\n%VERSION%\n1:2024b-2\n\n%ARCH%\nany\n");
}

TEST(PacmanScanner, ReadsPackagesSourcesAndFiles) {
  const FakePackageSink found = Scan(Arch());
  EXPECT_EQ(found.Names(), (Names{"gcc-libs 14.2.1+r134-1", "tzdata 1:2024b-2"}));
  const Package& gcc = *found.Find("gcc-libs");
  EXPECT_EQ(gcc.type, "alpm");
  EXPECT_EQ(gcc.arch, "x86_64");
  EXPECT_EQ(gcc.kind, PackageKind::kBinary);
  EXPECT_EQ(gcc.filepath, "var/lib/pacman/local/gcc-libs-14.2.1+r134-1/desc");
  EXPECT_EQ(gcc.package_db, gcc.filepath);
  EXPECT_EQ(gcc.source->name, "gcc");
  EXPECT_EQ(gcc.source->version, "14.2.1+r134-1");
  EXPECT_EQ(gcc.source->kind, PackageKind::kSource);
  EXPECT_EQ(found.Find("tzdata")->arch, "any");
  EXPECT_EQ(found.Find("tzdata")->source->name, "tzdata");
  ASSERT_EQ(found.owned.size(), 2u);
  EXPECT_EQ(found.owned[0].path, "usr/lib/libgcc_s.so.1");
  EXPECT_EQ(found.packages[found.owned[0].owner].name, "gcc-libs");
  EXPECT_EQ(found.databases.size(), 2u);
  EXPECT_TRUE(found.problems.empty());
}

TEST(PacmanScanner, ReadsRootsBelowTheRootAndLinkedOnes) {
  const FakePackageSink chroot =
      Scan(FakeLayer()
               .File("srv/arch/var/lib/pacman/local/a-1-1/desc", "%NAME%\na\n\n%VERSION%\n1-1\n")
               .File("srv/arch/var/lib/pacman/local/a-1-1/files", "%FILES%\nusr/bin/a\n"));
  EXPECT_EQ(chroot.Names(), (Names{"a 1-1"}));
  ASSERT_EQ(chroot.owned.size(), 1u);
  EXPECT_EQ(chroot.owned[0].path, "srv/arch/usr/bin/a");
  const FakePackageSink linked =
      Scan(FakeLayer()
               .Symlink("var/lib/pacman", "/usr/lib/pacman")
               .File("usr/lib/pacman/local/a-1-1/desc", "%NAME%\na\n\n%VERSION%\n1-1\n")
               .File("usr/lib/pacman/local/a-1-1/files", "%FILES%\nusr/bin/a\n"));
  EXPECT_EQ(linked.Names(), (Names{"a 1-1"}));
  EXPECT_EQ(linked.owned.size(), 1u);
}

TEST(PacmanScanner, ADamagedDescIsAProblemAndTheFoldersNameCounts) {
  const std::string local = "var/lib/pacman/local/";
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(local + "tree-sitter-0.22.6-1/desc", "%NME%\ntree-sitter\n\n%VER.6-1\n")
               .File(local + "empty-1.0-1/desc", "")
               .File(local + "nameless/desc", "%NAME%\na\n\n%VERSION%\n1-1\n")
               .File(local + "other-2-1/desc", "%NAME%\na\n\n%VERSION%\n1-1\n")
               .Broken(local + "lost-1-1/desc", absl::DataLossError("spool"))
               .File(local + "listonly-1-1/files", "%FILES%\nusr/bin/x\n"));
  EXPECT_EQ(found.Names(), (Names{"empty 1.0-1", "lost 1-1", "other 2-1", "tree-sitter 0.22.6-1"}));
  EXPECT_EQ(found.problems.size(), 5u);
  EXPECT_TRUE(found.owned.empty());
}

TEST(PacmanDatabase, FoldersAreNameVersionRelease) {
  const auto split = [](std::string_view folder) {
    AlpmPackage p;
    return SplitAlpmFolder(folder, p) ? std::string(p.name) + " " + std::string(p.version) : "";
  };
  EXPECT_EQ(split("lib32-gcc-libs-14.2.1-1"), "lib32-gcc-libs 14.2.1-1");
  EXPECT_EQ(split("a-1:2-3.1"), "a 1:2-3.1");
  for (const char* bad : {"", "-", "--", "a-1", "a--1", "a-1-", "-1-2", "a"}) {
    EXPECT_EQ(split(bad), "") << bad;
  }
}

TEST(PacmanScanner, StopsSoonOnAHugeList) {
  std::string text = "%FILES%\n";
  for (int i = 0; i < 1'000'000; ++i) text += "x\n";
  std::stop_source stop;
  const auto scanner = NewPacmanScanner();
  const auto layer = FakeLayer()
                         .File("var/lib/pacman/local/a-1-1/desc", text)
                         .File("var/lib/pacman/local/a-1-1/files", text)
                         .For(*scanner);
  FakePackageSink sink;
  stop.request_stop();
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_LT(sink.owned.size(), 5000u);
}

}  // namespace
}  // namespace claircore::scanners

namespace claircore::inline v0::testing {
INSTANTIATE_TEST_SUITE_P(Pacman, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Pacman",
                             .make = &scanners::NewPacmanScanner,
                             .layer = scanners::Arch(),
                             .want = {"gcc-libs 14.2.1+r134-1", "tzdata 1:2024b-2"},
                             .builtin = true}),
                         CaseName());
}  // namespace claircore::inline v0::testing
