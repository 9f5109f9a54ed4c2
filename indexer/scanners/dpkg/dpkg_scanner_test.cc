#include "indexer/scanners/dpkg/dpkg_scanner.h"

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

constexpr std::string_view kStatus = R"(Package: libssl3
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Source: openssl (3.0.11-1)
Version: 3.0.11-1+b1
Description: Secure Sockets Layer toolkit
 Shared libraries.

Package: libssl3
Status: install ok installed
Architecture: i386
Multi-Arch: same
Source: openssl
Version: 3.0.9-1

Package: removed
Status: deinstall ok config-files
Architecture: all
Version: 1.0

Package: bash
Status: hold ok installed
Architecture: amd64
Version: 5.2.15-2+b7)";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewDpkgScanner(), layer); }

std::vector<std::string> Owned(const FakePackageSink& sink) {
  std::vector<std::string> owned;
  for (const auto& o : sink.owned) {
    owned.push_back(o.path + " " + sink.packages[o.owner].name + ":" + sink.packages[o.owner].arch);
  }
  return owned;
}

TEST(DpkgScanner, ReadsWhatIsInstalledWithItsSources) {
  const FakePackageSink found = Scan(FakeLayer().File("var/lib/dpkg/status", kStatus));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"bash 5.2.15-2+b7", "libssl3 3.0.11-1+b1",
                                                     "libssl3 3.0.9-1"}));
  const Package& amd64 = *found.Find("libssl3");
  EXPECT_EQ(amd64.type, "deb");
  EXPECT_EQ(amd64.arch, "amd64");
  EXPECT_EQ(amd64.package_db, "var/lib/dpkg/status");
  EXPECT_EQ(amd64.filepath, "var/lib/dpkg/status");
  EXPECT_EQ(amd64.source->name, "openssl");
  EXPECT_EQ(amd64.source->version, "3.0.11-1");
  EXPECT_EQ(amd64.source->kind, PackageKind::kSource);
  EXPECT_EQ(found.packages[1].arch, "i386");
  EXPECT_EQ(found.packages[1].source->version, "3.0.9-1");
  EXPECT_EQ(found.Find("bash")->source->name, "bash");
  EXPECT_EQ(found.Find("bash")->source->version, "5.2.15-2+b7");
  EXPECT_EQ(found.databases, (std::vector<std::string>{"var/lib/dpkg/status"}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(DpkgScanner, OwnsTheFilesOfItsLists) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/dpkg/status", kStatus)
               .File("var/lib/dpkg/info/bash.list", "/.\n/bin\n/bin/bash\n")
               .File("var/lib/dpkg/info/libssl3:amd64.list", "/usr/lib/a.so\n")
               .File("var/lib/dpkg/info/libssl3:i386.list", "/usr/lib/b.so")
               .File("var/lib/dpkg/info/removed.list", "/etc/removed\n"));
  EXPECT_EQ(Owned(found),
            (std::vector<std::string>{"bin bash:amd64", "bin/bash bash:amd64",
                                      "usr/lib/a.so libssl3:amd64", "usr/lib/b.so libssl3:i386"}));
}

// What `mmdebstrap --variant=extract` and builds without triggers leave behind.
TEST(DpkgScanner, ListsWhateverHasItsFiles) {
  std::string text;
  for (const std::string_view state :
       {"installed", "unpacked", "half-configured", "half-installed", "triggers-awaited",
        "triggers-pending", "config-files", "not-installed", "instal"}) {
    text.append("Package: is-").append(state).append("\nStatus: install ok ").append(state);
    text.append("\nVersion: 1\n\n");
  }
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/dpkg/status", text)
               .File("var/lib/dpkg/info/is-unpacked.list", "/usr/bin/x\n"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"is-half-configured 1", "is-half-installed 1",
                                                     "is-installed 1", "is-triggers-awaited 1",
                                                     "is-triggers-pending 1", "is-unpacked 1"}));
  EXPECT_EQ(Owned(found), (std::vector<std::string>{"usr/bin/x is-unpacked:"}));
  ASSERT_EQ(found.problems.size(), 1u);  // of the cut-off word
  EXPECT_EQ(found.problems[0].why.message(),
            "stanza at line 33: no state of a package that dpkg knows");
}

// Images that keep a stanza a package, and dpkg's own folder of lists beside them.
TEST(DpkgScanner, ListsAndDigestsInInfoOwnTheFilesOfStatusD) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/dpkg/status.d/attrs", "Package: python3-attr\nVersion: 23\n")
               .File("var/lib/dpkg/status.d/yaml",
                     "Package: python3-yaml\nVersion: 6\nArchitecture: arm64\n")
               .File("var/lib/dpkg/status.d/zipp", "Package: python3-zipp\nVersion: 1\n")
               .File("var/lib/dpkg/status.d/zipp.list", "/usr/lib/python3/zipp.py\n")
               .File("var/lib/dpkg/info/attrs.list", "/usr/lib/python3/attr.py\n")
               .File("var/lib/dpkg/info/attrs.md5sums",
                     "d41d8cd98f00b204e9800998ecf8427e  usr/lib/python3/more.py\n")
               .File("var/lib/dpkg/info/python3-yaml:arm64.md5sums",
                     "d41d8cd98f00b204e9800998ecf8427e  usr/lib/python3/yaml.py\n")
               .File("var/lib/dpkg/info/nobody.md5sums",
                     "d41d8cd98f00b204e9800998ecf8427e  usr/lib/python3/nobody.py\n"));
  EXPECT_EQ(found.packages.size(), 3u);
  EXPECT_EQ(Owned(found), (std::vector<std::string>{"usr/lib/python3/attr.py python3-attr:",
                                                    "usr/lib/python3/zipp.py python3-zipp:",
                                                    "usr/lib/python3/yaml.py python3-yaml:arm64"}));
}

TEST(DpkgScanner, DigestsOwnWhereAListIsMissing) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/dpkg/status", kStatus)
               .File("var/lib/dpkg/info/bash.md5sums",
                     "d41d8cd98f00b204e9800998ecf8427e  usr/bin/bash\n")
               .File("var/lib/dpkg/info/libssl3:i386.list", "/usr/lib/b.so\n")
               .File("var/lib/dpkg/info/libssl3:i386.md5sums",
                     "d41d8cd98f00b204e9800998ecf8427e  usr/lib/c.so\n"));
  EXPECT_EQ(Owned(found),
            (std::vector<std::string>{"usr/lib/b.so libssl3:i386", "usr/bin/bash bash:amd64"}));
}

TEST(DpkgScanner, ReadsOneFileAPackageInDistroless) {
  const FakePackageSink found = Scan(
      FakeLayer()
          .File("var/lib/dpkg/status.d/tzdata",
                "Package: tzdata\nVersion: 2024a-0+deb12u1\n"
                "Architecture: all\n")
          .File("var/lib/dpkg/status.d/libpython3.11",
                "Package: libpython3.11-stdlib\nVersion: 3.11.2-6\nSource: python3.11 (3.11.2)\n")
          .File("var/lib/dpkg/status.d/gone",
                "Package: gone\nVersion: 1\nStatus: deinstall ok "
                "config-files\n")
          .File("var/lib/dpkg/status.d/tzdata.postinst", "#!/bin/sh\nexit 0\n")
          .File("var/lib/dpkg/status.d/tzdata.md5sums",
                "0123456789abcdef0123456789abcdef  usr/share/zoneinfo/UTC\n"));
  EXPECT_EQ(found.Names(),
            (std::vector<std::string>{"libpython3.11-stdlib 3.11.2-6", "tzdata 2024a-0+deb12u1"}));
  EXPECT_EQ(found.Find("tzdata")->package_db, "var/lib/dpkg/status.d/tzdata");
  EXPECT_EQ(found.Find("libpython3.11-stdlib")->source->name, "python3.11");
  EXPECT_EQ(found.Find("libpython3.11-stdlib")->source->version, "3.11.2");
  EXPECT_EQ(Owned(found), (std::vector<std::string>{"usr/share/zoneinfo/UTC tzdata:all"}));
  EXPECT_EQ(found.databases.size(), 3u);
  EXPECT_TRUE(found.problems.empty());
}

TEST(DpkgScanner, ReadsRootsBelowTheRootAndLinkedOnes) {
  const FakePackageSink chroot =
      Scan(FakeLayer()
               .File("srv/jail/var/lib/dpkg/status", kStatus)
               .File("srv/jail/var/lib/dpkg/info/bash.list", "/bin/bash\n"));
  EXPECT_EQ(chroot.packages.size(), 3u);
  EXPECT_EQ(Owned(chroot), (std::vector<std::string>{"srv/jail/bin/bash bash:amd64"}));
  const FakePackageSink linked = Scan(FakeLayer()
                                          .Symlink("var/lib/dpkg", "/usr/share/dpkg-db")
                                          .File("usr/share/dpkg-db/status", kStatus)
                                          .File("usr/share/dpkg-db/info/bash.list", "/bin/bash"));
  EXPECT_EQ(linked.packages.size(), 3u);
  EXPECT_EQ(linked.packages[0].filepath, "usr/share/dpkg-db/status");
  EXPECT_EQ(Owned(linked), (std::vector<std::string>{"bin/bash bash:amd64"}));
}

TEST(DpkgScanner, AnEmptyDatabaseIsStillADatabase) {
  const FakePackageSink found = Scan(FakeLayer().File("var/lib/dpkg/status", "\n"));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_EQ(found.databases.size(), 1u);
}

TEST(DpkgScanner, ABrokenStanzaIsAProblemAndTheRestCounts) {
  const FakePackageSink found = Scan(FakeLayer().File(
      "var/lib/dpkg/status",
      "Package: a\nStatus: install ok installed\nVersion: 1\nstray\n\n"
      "Package: b\nStatus: install ok installed\n\n"
      "Package: c\nStatus: install ok installed\nVersion: 3\n\nPackage: d\nStatus: install o"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"a 1", "c 3"}));
  ASSERT_EQ(found.problems.size(), 3u);  // the last is that d's state is cut off
  EXPECT_EQ(found.problems[1].why.message(), "stanza at line 6: no usable Package or Version");
}

TEST(DpkgScanner, TheLastStanzaOfANameCounts) {
  const FakePackageSink found =
      Scan(FakeLayer().File("var/lib/dpkg/status",
                            "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
                            "Package: a\nStatus: install ok installed\nVersion: 2\n"));
  EXPECT_EQ(found.Names(), (std::vector<std::string>{"a 2"}));
  const FakePackageSink gone =
      Scan(FakeLayer().File("var/lib/dpkg/status",
                            "Package: a\nStatus: install ok installed\nVersion: 1\n\n"
                            "Package: a\nStatus: deinstall ok config-files\nVersion: 1\n"));
  EXPECT_TRUE(gone.packages.empty());
}

TEST(DpkgScanner, LeavesVcpkgAlone) {
  const FakePackageSink found = Scan(FakeLayer().File(
      "opt/vcpkg/installed/lib/dpkg/status",
      "Package: zlib\nVersion: 1.2.13\nPort-Version: 1\nArchitecture: x64-linux\n"
      "Status: install ok installed\n\nPackage: zlib\nFeature: core\nStatus: install ok "
      "installed\n"));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
  EXPECT_TRUE(found.databases.empty());
}

TEST(DpkgScanner, AMillionBrokenStanzasMakeAFewProblems) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "x\n\n";
  text += "Package: a\nStatus: install ok installed\nVersion: 1\n";
  const FakePackageSink found = Scan(FakeLayer().File("var/lib/dpkg/status", text));
  EXPECT_EQ(found.packages.size(), 1u);
  EXPECT_LT(found.problems.size(), 20u);
}

TEST(DpkgScanner, StopsSoonOnAHugeDatabase) {
  std::string text = "Package: a\nStatus: install ok installed\nVersion: 1\nDescription: x\n";
  for (int i = 0; i < 1'000'000; ++i) text += " x\n";
  std::stop_source stop;
  stop.request_stop();
  const auto scanner = NewDpkgScanner();
  const auto layer = FakeLayer().File("var/lib/dpkg/status", text).For(*scanner);
  FakePackageSink sink;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  EXPECT_EQ(scanner->Scan(context, *layer, sink).code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(sink.packages.empty());
}

}  // namespace
}  // namespace claircore::scanners
