#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/distribution_detector_conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "gtest/gtest.h"
#include "indexer/scanners/apk/apk_scanner.h"
#include "indexer/scanners/distributions/distributions.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"
#include "indexer/scanners/nodejs/nodejs_scanner.h"
#include "indexer/scanners/python/python_scanner.h"

namespace claircore::inline v0::testing {
namespace {

using scanners::Family;

std::vector<PackageScannerCase> Scanners() {
  const std::string_view apk =
      "P:musl\nV:1.2.4-r2\nA:x86_64\no:musl\nF:lib\nR:libc.so\n\n"
      "P:zlib\nV:1.3-r0\nA:x86_64\n";
  const std::string_view status =
      "Package: bash\nStatus: install ok installed\nVersion: 5.2-1\n"
      "Architecture: amd64\n\nPackage: gone\nVersion: 1\nStatus: "
      "deinstall ok config-files\n";
  return {
      {.name = "Apk",
       .make = &scanners::NewApkScanner,
       .layer = FakeLayer().File("lib/apk/db/installed", apk),
       .want = {"musl 1.2.4-r2", "zlib 1.3-r0"},
       .builtin = true},
      {.name = "Dpkg",
       .make = &scanners::NewDpkgScanner,
       .layer = FakeLayer()
                    .File("var/lib/dpkg/status", status)
                    .File("var/lib/dpkg/info/bash.list", "/bin/bash\n"),
       .want = {"bash 5.2-1"},
       .builtin = true},
      {.name = "Distroless",
       .make = &scanners::NewDpkgScanner,
       .layer = FakeLayer()
                    .File("var/lib/dpkg/status.d/tzdata", "Package: tzdata\nVersion: 2024a-0\n")
                    .File("var/lib/dpkg/status.d/tzdata.md5sums",
                          "0123456789abcdef0123456789abcdef  usr/share/zoneinfo/UTC\n"),
       .want = {"tzdata 2024a-0"},
       .builtin = true},
      {.name = "Python",
       .make = &scanners::NewPythonScanner,
       .layer = FakeLayer()
                    .File("usr/lib/python3/dist-packages/six-1.16.0.egg-info",
                          "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\n")
                    .File("opt/v/lib/python3.11/site-packages/Flask-2.0.dist-info/METADATA",
                          "Metadata-Version: 2.1\nName: Flask\nVersion: 2.0\n\ntext\n"),
       .want = {"Flask 2.0", "six 1.16.0"},
       .builtin = true},
      {.name = "Nodejs",
       .make = &scanners::NewNodejsScanner,
       .layer =
           FakeLayer()
               .File("srv/node_modules/a/package.json", R"({"name":"a","version":"1.0.0"})")
               .File("srv/node_modules/@s/b/package.json", R"({"name":"@s/b","version":"2.0.0"})"),
       .want = {"@s/b 2.0.0", "a 1.0.0"},
       .builtin = true},
  };
}

// The detector of that name, and the layer in which it should find `want`.
DistributionDetectorCase DetectorCase(std::string name, Family family, FakeLayer layer,
                                      std::string want) {
  const std::string id = "claircore.distribution." + name;
  const auto make = [id, family] {
    for (const auto& detector : scanners::NewDistributionDetectors(family)) {
      if (detector->id().name == id) return detector;
    }
    return scanners::NewOtherDistributionDetector();
  };
  return {.name = std::move(name),
          .make = make,
          .layer = std::move(layer),
          .want = {std::move(want)},
          .builtin = true};
}

FakeLayer OsRelease(std::string_view id, std::string_view version_id) {
  return FakeLayer().File(
      "etc/os-release", "ID=" + std::string(id) + "\nVERSION_ID=" + std::string(version_id) + "\n");
}

std::vector<DistributionDetectorCase> Detectors() {
  return {
      DetectorCase("alpine", Family::kApk, OsRelease("alpine", "3.18.4"), "alpine "),
      DetectorCase("wolfi", Family::kApk, OsRelease("wolfi", "20230201"), "wolfi 20230201"),
      DetectorCase("chainguard", Family::kApk, OsRelease("chainguard", "1"), "chainguard 1"),
      DetectorCase("apk_relatives", Family::kApk, OsRelease("minimos", "20241031"),
                   "minimos 20241031"),
      DetectorCase("debian", Family::kDpkg, OsRelease("debian", "12"), "debian 12"),
      DetectorCase(
          "ubuntu", Family::kDpkg,
          FakeLayer().File("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n"),
          "ubuntu 22.04"),
      DetectorCase("dpkg_relatives", Family::kDpkg, OsRelease("raspbian", "11"), "raspbian 11"),
      DetectorCase("rhel", Family::kRpm, OsRelease("rhel", "9.2"), "rhel 9"),
      DetectorCase("hummingbird", Family::kRpm, OsRelease("hummingbird", "1"), "hummingbird 1"),
      DetectorCase("centos", Family::kRpm, OsRelease("centos", "9"), "centos 9"),
      DetectorCase("fedora", Family::kRpm, OsRelease("fedora", "38"), "fedora 38"),
      DetectorCase("rocky", Family::kRpm, OsRelease("rocky", "9.3"), "rocky 9.3"),
      DetectorCase("almalinux", Family::kRpm, OsRelease("almalinux", "8.8"), "almalinux 8.8"),
      DetectorCase("ol", Family::kRpm, OsRelease("ol", "8.5"), "ol 8"),
      DetectorCase("amzn", Family::kRpm,
                   FakeLayer().File("etc/system-release", "Amazon Linux release 2 (Karoo)\n"),
                   "amzn 2"),
      DetectorCase("photon", Family::kRpm, OsRelease("photon", "4.0"), "photon 4.0"),
      DetectorCase("azurelinux", Family::kRpm, OsRelease("mariner", "2.0"), "mariner 2.0"),
      DetectorCase("suse", Family::kRpm, OsRelease("sles", "15.5"), "sles 15.5"),
      DetectorCase("scientific", Family::kRpm, OsRelease("scientific", "7.9"), "scientific 7"),
      DetectorCase("rpm_relatives", Family::kRpm, OsRelease("openEuler", "22.03"),
                   "openeuler 22.03"),
      DetectorCase("gentoo", Family::kPortage,
                   FakeLayer().File("etc/gentoo-release", "Gentoo Base System release 2.15\n"),
                   "gentoo 2.15"),
      DetectorCase("portage_relatives", Family::kPortage, OsRelease("flatcar", "3815.2.0"),
                   "flatcar 3815.2.0"),
      DetectorCase("openwrt", Family::kOpkg, OsRelease("openwrt", "23.05.2"), "openwrt 23.05.2"),
      DetectorCase("arch", Family::kPacman, OsRelease("arch", ""), "arch "),
      DetectorCase("other", Family::kPacman, OsRelease("kali", "2024.1"), "kali 2024.1"),
  };
}

INSTANTIATE_TEST_SUITE_P(Builtin, PackageScannerConformance, ::testing::ValuesIn(Scanners()),
                         CaseName());
INSTANTIATE_TEST_SUITE_P(Builtin, DistributionDetectorConformance, ::testing::ValuesIn(Detectors()),
                         CaseName());

TEST(BuiltinDetectors, EachHasACase) {
  size_t detectors = 1;  // "other"
  for (Family family : scanners::kFamilies) {
    detectors += scanners::NewDistributionDetectors(family).size();
  }
  EXPECT_EQ(Detectors().size(), detectors);
}

}  // namespace
}  // namespace claircore::inline v0::testing
