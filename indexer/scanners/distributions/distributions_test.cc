#include "indexer/scanners/distributions/distributions.h"

#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/distributions/systems.h"

namespace claircore::scanners {
namespace {

using testing::FakeDistributionSink;
using testing::FakeLayer;

std::vector<std::shared_ptr<const DistributionDetector>> AllDetectors() {
  std::vector<std::shared_ptr<const DistributionDetector>> all;
  for (Family family : kFamilies) {
    for (auto& detector : NewDistributionDetectors(family)) all.push_back(detector);
  }
  all.push_back(NewOtherDistributionDetector());
  return all;
}

// What all detectors together say of a layer: "did|name|version|id|code name|pretty name|cpe".
std::vector<std::string> Detect(const FakeLayer& layer) {
  std::vector<std::string> found;
  for (const auto& detector : AllDetectors()) {
    FakeDistributionSink sink;
    EXPECT_TRUE(detector->Detect(Context::Background(), *layer.For(*detector), sink).ok());
    for (const Distribution& d : sink.distributions) {
      found.push_back(d.did + "|" + d.name + "|" + d.version + "|" + d.version_id + "|" +
                      d.version_code_name + "|" + d.pretty_name + "|" + d.cpe);
    }
  }
  return found;
}

std::vector<std::string> FromOsRelease(std::string_view text) {
  return Detect(FakeLayer().File("etc/os-release", text));
}

using Found = std::vector<std::string>;

TEST(Distributions, Alpine) {
  EXPECT_EQ(FromOsRelease("NAME=\"Alpine Linux\"\nID=alpine\nVERSION_ID=3.18.4\n"
                          "PRETTY_NAME=\"Alpine Linux v3.18\"\n"),
            Found{"alpine|Alpine Linux|3.18|||Alpine Linux v3.18|"});
  EXPECT_EQ(FromOsRelease("ID=alpine\nVERSION_ID=3.21.0_alpha20240923\n"
                          "PRETTY_NAME=\"Alpine Linux edge\"\n"),
            Found{"alpine|Alpine Linux|edge|||Alpine Linux edge|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/alpine-release", "3.2.3\n")),
            Found{"alpine|Alpine Linux|3.2|||Alpine Linux v3.2|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/issue", "Welcome to Alpine Linux 3.1\nKernel \\r\n")),
            Found{"alpine|Alpine Linux|3.1|||Alpine Linux v3.1|"});
}

TEST(Distributions, AlpinesRepositoriesTellEdge) {
  const Found edge = {"alpine|Alpine Linux|edge|||Alpine Linux edge|"};
  const Found stable = {"alpine|Alpine Linux|3.20|||Alpine Linux v3.20|"};
  const auto detect = [](std::string_view repositories) {
    return Detect(FakeLayer()
                      .File("etc/os-release", "ID=alpine\nVERSION_ID=3.20.1\n")
                      .File("etc/apk/repositories", repositories));
  };
  EXPECT_EQ(detect("https://dl-cdn.alpinelinux.org/alpine/edge/main\n"), edge);
  EXPECT_EQ(detect("#http://x/alpine/v3.20/main\r\n /media/cdrom/edge/main/\n"), edge);
  EXPECT_EQ(detect("https://x/alpine/v3.20/main\nhttps://x/alpine/edge/testing\n"), stable);
  EXPECT_EQ(detect("https://x/alpine/edge/main\nhttps://x/alpine/v3.20/main\n"), stable);
  EXPECT_EQ(detect("https://x/alpine/v3.20/main\n@edge https://x/alpine/edge/main\n"), stable);
  EXPECT_EQ(detect("@edge https://x/alpine/edge/main\n# edge/main\n"), stable);
  EXPECT_EQ(detect(""), stable);
  // Others use Alpine's repositories too.
  EXPECT_EQ(Detect(FakeLayer()
                       .File("etc/os-release",
                             "ID=postmarketos\nVERSION_ID=\"v24.06\"\n"
                             "NAME=\"postmarketOS\"\nID_LIKE=alpine\n")
                       .File("etc/apk/repositories", "https://x/alpine/edge/main\n")),
            Found{"postmarketos|postmarketOS||v24.06||postmarketOS|"});
}

TEST(Distributions, WolfiAndChainguard) {
  EXPECT_EQ(FromOsRelease("ID=wolfi\nNAME=\"Wolfi\"\nPRETTY_NAME=\"Wolfi\"\n"
                          "VERSION_ID=\"20230201\"\n"),
            Found{"wolfi|Wolfi||20230201||Wolfi|"});
  EXPECT_EQ(FromOsRelease("ID=chainguard\nNAME=\"Chainguard\"\nPRETTY_NAME=\"Chainguard\"\n"
                          "VERSION_ID=\"20230214\"\n"),
            Found{"chainguard|Chainguard||20230214||Chainguard|"});
}

TEST(Distributions, Debian) {
  EXPECT_EQ(FromOsRelease("PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian "
                          "GNU/Linux\"\nVERSION_ID=\"12\"\nVERSION=\"12 (bookworm)\"\n"
                          "VERSION_CODENAME=bookworm\nID=debian\n"),
            Found{"debian|Debian GNU/Linux|12 (bookworm)|12|bookworm|Debian GNU/Linux 12 "
                  "(bookworm)|"});
  // Distroless of some years says less.
  EXPECT_EQ(FromOsRelease("PRETTY_NAME=\"Distroless\"\nNAME=\"Debian GNU/Linux\"\nID=\"debian\"\n"
                          "VERSION_ID=\"9\"\nVERSION=\"Debian GNU/Linux 9 (stretch)\"\n"),
            Found{"debian|Debian GNU/Linux|9 (stretch)|9|stretch|Debian GNU/Linux 9 (stretch)|"});
}

TEST(Distributions, DebianTestingAndSidHaveACodeNameOnly) {
  EXPECT_EQ(FromOsRelease("PRETTY_NAME=\"Debian GNU/Linux forky/sid\"\nNAME=\"Debian GNU/Linux\"\n"
                          "VERSION_CODENAME=forky\nID=debian\n"),
            Found{"debian|Debian GNU/Linux|||forky|Debian GNU/Linux forky/sid|"});
  EXPECT_EQ(FromOsRelease("PRETTY_NAME=\"Debian GNU/Linux stretch/sid\"\nID=debian\n"),
            Found{"debian|Debian GNU/Linux|||stretch|Debian GNU/Linux stretch/sid|"});
}

TEST(Distributions, OldDebianHasANumberOnly) {
  EXPECT_EQ(Detect(FakeLayer().File("etc/debian_version", "6.0.10\n")),
            Found{"debian|Debian GNU/Linux|6 (squeeze)|6|squeeze|Debian GNU/Linux 6 (squeeze)|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/debian_version", "wheezy/sid\n")),
            Found{"debian|Debian GNU/Linux|||wheezy|Debian GNU/Linux wheezy/sid|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/debian_version", "??")), Found{});
}

TEST(Distributions, Ubuntu) {
  const Found focal = {"ubuntu|Ubuntu|20.04 (Focal)|20.04|focal|Ubuntu 20.04|"};
  constexpr std::string_view kLsb =
      "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=20.04\nDISTRIB_CODENAME=focal\n";
  constexpr std::string_view kOs =
      "NAME=\"Ubuntu\"\nVERSION=\"20.04.6 LTS (Focal Fossa)\"\nID=ubuntu\nVERSION_ID=\"20.04\"\n";
  EXPECT_EQ(Detect(FakeLayer().File("etc/lsb-release", kLsb)), focal);
  EXPECT_EQ(Detect(FakeLayer().File("etc/os-release", kOs)), focal);
  EXPECT_EQ(Detect(FakeLayer()
                       .File("etc/lsb-release", kLsb)
                       .File("etc/os-release", kOs)
                       .File("etc/debian_version", "bullseye/sid\n")),
            focal);
  EXPECT_EQ(FromOsRelease("ID=ubuntu\nVERSION_ID=\"12.04\"\n"
                          "VERSION=\"12.04.5 LTS, Precise Pangolin\"\n"),
            Found{"ubuntu|Ubuntu|12.04 (Precise)|12.04|precise|Ubuntu 12.04|"});
}

TEST(Distributions, RedHatAndItsRelatives) {
  const std::string rhel8 =
      "rhel|Red Hat Enterprise Linux Server|8|8||Red Hat Enterprise Linux Server 8|"
      "cpe:2.3:o:redhat:enterprise_linux:8:*:*:*:*:*:*:*";
  EXPECT_EQ(
      FromOsRelease("NAME=\"Red Hat Enterprise Linux\"\nVERSION=\"8.6 (Ootpa)\"\nID=\"rhel\"\n"
                    "VERSION_ID=\"8.6\"\nCPE_NAME=\"cpe:/o:redhat:enterprise_linux:8::baseos\""
                    "\n"),
      Found{rhel8});
  EXPECT_EQ(Detect(FakeLayer().File("etc/redhat-release",
                                    "Red Hat Enterprise Linux release 8.1 (Ootpa)\n")),
            Found{rhel8});
  EXPECT_EQ(Detect(FakeLayer()
                       .File("etc/oracle-release", "Oracle Linux Server release 6.10\n")
                       .File("etc/redhat-release",
                             "Red Hat Enterprise Linux Server release 6.10 (Santiago)\n")),
            Found{"ol|Oracle Linux Server|6|6||Oracle Linux Server 6|"});
  EXPECT_EQ(FromOsRelease("NAME=\"Oracle Linux Server\"\nVERSION=\"8.5\"\nID=\"ol\"\n"
                          "VERSION_ID=\"8.5\"\nPRETTY_NAME=\"Oracle Linux Server 8.5\"\n"),
            Found{"ol|Oracle Linux Server|8|8||Oracle Linux Server 8|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/redhat-release", "CentOS release 6.10 (Final)\n")),
            Found{"centos|CentOS|6.10|6|Final|CentOS release 6.10 (Final)|"});
  EXPECT_EQ(FromOsRelease("NAME=\"CentOS Stream\"\nVERSION=\"9\"\nID=\"centos\"\nVERSION_ID=\"9\"\n"
                          "PRETTY_NAME=\"CentOS Stream 9\"\nCPE_NAME=\"cpe:/o:centos:centos:9\"\n"),
            Found{"centos|CentOS Stream|9|9||CentOS Stream 9|"
                  "cpe:2.3:o:centos:centos:9:*:*:*:*:*:*:*"});
  EXPECT_EQ(FromOsRelease("NAME=\"Rocky Linux\"\nVERSION=\"9.3 (Blue Onyx)\"\nID=\"rocky\"\n"
                          "VERSION_ID=\"9.3\"\nPRETTY_NAME=\"Rocky Linux 9.3 (Blue Onyx)\"\n"),
            Found{"rocky|Rocky Linux|9.3 (Blue Onyx)|9.3||Rocky Linux 9.3 (Blue Onyx)|"});
  EXPECT_EQ(FromOsRelease("NAME=\"AlmaLinux\"\nVERSION=\"9.2\"\nID=\"almalinux\"\n"
                          "VERSION_ID=\"9.2\"\nPRETTY_NAME=\"AlmaLinux 9.2\"\nCPE_NAME=\"junk\"\n"),
            Found{"almalinux|AlmaLinux|9.2|9.2||AlmaLinux 9.2|"});
  EXPECT_EQ(FromOsRelease("NAME=\"Fedora Linux\"\nVERSION=\"38 (Container Image)\"\nID=fedora\n"
                          "VERSION_ID=38\nVERSION_CODENAME=\"\"\n"
                          "PRETTY_NAME=\"Fedora Linux 38 (Container Image)\"\n"),
            Found{"fedora|Fedora Linux|38 (Container Image)|38||Fedora Linux 38 (Container "
                  "Image)|"});
}

TEST(Distributions, OtherRpmSystems) {
  EXPECT_EQ(FromOsRelease("NAME=\"Amazon Linux\"\nVERSION=\"2023\"\nID=\"amzn\"\n"
                          "VERSION_ID=\"2023\"\nPRETTY_NAME=\"Amazon Linux 2023.5.20240805\"\n"
                          "CPE_NAME=\"cpe:2.3:o:amazon:amazon_linux:2023\"\n")[0]
                .substr(0, 50),
            "amzn|Amazon Linux|2023|2023||Amazon Linux 2023|");
  EXPECT_EQ(Detect(FakeLayer().File("etc/system-release", "Amazon Linux AMI release 2011.09\n")),
            Found{"amzn|Amazon Linux AMI|2011.09|2011.09||Amazon Linux AMI 2011.09|"});
  EXPECT_EQ(FromOsRelease("NAME=\"VMware Photon OS\"\nVERSION=\"3.0\"\nID=photon\nVERSION_ID=3.0\n"
                          "PRETTY_NAME=\"VMware Photon OS/Linux\"\n"),
            Found{"photon|VMware Photon OS|3.0|3.0||VMware Photon OS/Linux|"});
  EXPECT_EQ(FromOsRelease("NAME=\"SLES\"\nVERSION=\"15-SP5\"\nVERSION_ID=\"15.5\"\nID=\"sles\"\n"
                          "PRETTY_NAME=\"SUSE Linux Enterprise Server 15 SP5\"\n"),
            Found{"sles|SLES|15-SP5|15.5||SUSE Linux Enterprise Server 15 SP5|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/SuSE-release",
                                    "SUSE Linux Enterprise Server 11 (x86_64)\nVERSION = 11\n")),
            Found{"sles|SUSE Linux Enterprise Server|11|11||SUSE Linux Enterprise Server 11 "
                  "(x86_64)|"});
  EXPECT_EQ(FromOsRelease("NAME=\"openSUSE Tumbleweed\"\nID=\"opensuse-tumbleweed\"\n"
                          "VERSION_ID=\"20240101\"\nPRETTY_NAME=\"openSUSE Tumbleweed\"\n"),
            Found{"opensuse-tumbleweed|openSUSE Tumbleweed||20240101||openSUSE Tumbleweed|"});
  EXPECT_EQ(
      FromOsRelease("NAME=\"Microsoft Azure Linux\"\nVERSION=\"3.0.20240801\"\nID=azurelinux\n"
                    "VERSION_ID=\"3.0\"\nPRETTY_NAME=\"Microsoft Azure Linux 3.0\"\n"),
      Found{"azurelinux|Microsoft Azure Linux|3.0.20240801|3.0||Microsoft Azure Linux 3.0|"});
  EXPECT_EQ(
      FromOsRelease("NAME=\"Common Base Linux Mariner\"\nVERSION=\"2.0.20220226\"\nID=mariner\n"
                    "VERSION_ID=\"2.0\"\nPRETTY_NAME=\"CBL-Mariner/Linux\"\n"),
      Found{"mariner|Common Base Linux Mariner|2.0.20220226|2.0||CBL-Mariner/Linux|"});
  EXPECT_EQ(FromOsRelease("NAME=\"Arch Linux\"\nPRETTY_NAME=\"Arch Linux\"\nID=arch\n"
                          "BUILD_ID=rolling\n"),
            Found{"arch|Arch Linux||||Arch Linux|"});
}

TEST(Distributions, RhelCoreOsIsTheRhelItIsMadeOf) {
  const Found rhel8 = {
      "rhel|Red Hat Enterprise Linux Server|8|8||Red Hat Enterprise Linux Server 8|"
      "cpe:2.3:o:redhat:enterprise_linux:8:*:*:*:*:*:*:*"};
  EXPECT_EQ(FromOsRelease("ID=\"rhcos\"\nVERSION=\"411.86.202212072103-0\"\nVERSION_ID=\"4.11\"\n"
                          "PLATFORM_ID=\"platform:el8\"\nRHEL_VERSION=\"8.6\"\n"),
            rhel8);
  EXPECT_EQ(FromOsRelease("ID=\"rhcos\"\nVERSION_ID=\"4.11\"\nPLATFORM_ID=\"platform:el8\"\n"),
            rhel8);
  EXPECT_EQ(FromOsRelease("ID=\"rhcos\"\nVERSION_ID=\"4.11\"\n"),
            Found{"rhcos|Linux||4.11||Linux|"});
}

TEST(Distributions, RelativesDescribeThemselves) {
  // ID, VERSION_ID as their os-release has them, and the did.
  const std::tuple<const char*, const char*, const char*> systems[] = {
      {"minimos", "20241031", "minimos"},
      {"alpaquita", "23", "alpaquita"},
      {"bellsoft-hardened-containers", "25", "bellsoft-hardened-containers"},
      {"cleanstart", "1", "cleanstart"},
      {"secureos", "1", "secureos"},
      {"raspbian", "11", "raspbian"},
      {"echo", "1", "echo"},
      {"openEuler", "22.03", "openeuler"},
      {"mageia", "9", "mageia"},
      {"bottlerocket", "1.20.0", "bottlerocket"},
      {"hummingbird", "20251124", "hummingbird"},
      {"fedora", "40", "fedora"},
      {"gentoo", "2.15", "gentoo"},
      {"cos", "109", "cos"},
      {"flatcar", "3815.2.0", "flatcar"},
      {"openwrt", "23.05.2", "openwrt"},
      {"poky", "4.0.9", "poky"},
      {"amzn", "2022", "amzn"},
      {"sle-micro", "5.5", "sle-micro"},
      {"sl-micro", "6.0", "sl-micro"},
      {"opensuse-leap", "15.6", "opensuse-leap"},
  };
  for (const auto& [id, version, did] : systems) {
    const Found found = FromOsRelease(std::string("ID=\"") + id + "\"\nVERSION_ID=" + version);
    ASSERT_EQ(found.size(), 1u) << id;
    EXPECT_TRUE(found[0].starts_with(std::string(did) + "|")) << found[0];
    EXPECT_NE(found[0].find(std::string("|") + version + "|"), std::string::npos) << found[0];
  }
}

TEST(Distributions, ScientificAndGentooWithoutOsRelease) {
  EXPECT_EQ(
      Detect(FakeLayer().File("etc/redhat-release", "Scientific Linux release 6.10 (Carbon)\n")),
      Found{"scientific|Scientific Linux|6.10|6|Carbon|Scientific Linux release 6.10 "
            "(Carbon)|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/gentoo-release", "Gentoo Base System release 2.15\n")),
            Found{"gentoo|Gentoo Base System|2.15|2.15||Gentoo Base System release 2.15|"});
}

TEST(Distributions, WhatNoRowKnowsDescribesItself) {
  EXPECT_EQ(FromOsRelease("NAME=Kali\nID=kali\nID_LIKE=debian\nVERSION_ID=2024.1\n"),
            Found{"kali|Kali||2024.1||Kali|"});
  EXPECT_EQ(FromOsRelease("NAME=nothing\n"), Found{});
  EXPECT_EQ(FromOsRelease(""), Found{});
}

TEST(Distributions, LooksWhereOsReleaseSays) {
  const std::string_view wolfi = "ID=wolfi\n";
  EXPECT_EQ(Detect(FakeLayer().File("usr/lib/os-release", wolfi)).size(), 1u);
  EXPECT_EQ(Detect(FakeLayer()
                       .Symlink("etc/os-release", "../usr/lib/os-release")
                       .File("usr/lib/os-release", wolfi))
                .size(),
            1u);
  EXPECT_EQ(
      Detect(FakeLayer().File("etc/os-release", "ID=arch\n").File("usr/lib/os-release", wolfi)),
      Found{"arch|Linux||||Linux|"});
  EXPECT_EQ(Detect(FakeLayer().File("etc/os-release", "").File("usr/lib/os-release", wolfi)),
            Found{"wolfi|Linux||||Linux|"});
}

TEST(Distributions, IdentitiesAreDistinct) {
  std::set<std::string> names;
  for (const auto& detector : AllDetectors()) {
    EXPECT_TRUE(names.insert(detector->id().name).second) << detector->id().name;
  }
  EXPECT_EQ(names.size(), Systems().size() + 1);
}

TEST(Distributions, NumbersAndParentheses) {
  EXPECT_EQ(FirstNumber("v3.18.4-x"), "3.18.4");
  EXPECT_EQ(FirstNumber("2. x"), "2");
  EXPECT_EQ(FirstNumber("none"), "");
  EXPECT_EQ(InParentheses("12 (bookworm)"), "bookworm");
  EXPECT_EQ(InParentheses(")("), "");
}

}  // namespace
}  // namespace claircore::scanners
