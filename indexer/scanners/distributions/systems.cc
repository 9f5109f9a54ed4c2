#include "indexer/scanners/distributions/systems.h"

#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {
namespace {

// Data, one row a system. Order within a family is the order of detectors.
constexpr System kSystems[] = {
    {.name = "alpine",
     .family = Family::kApk,
     .ids = {"alpine"},
     .describe = Alpine,
     .detect = AlpineFromFiles,
     .files = {"etc/alpine-release", "etc/issue"},
     .refine = AlpineEdge,
     .refine_file = "etc/apk/repositories"},
    {.name = "wolfi", .family = Family::kApk, .ids = {"wolfi"}, .describe = AsWritten},
    {.name = "chainguard", .family = Family::kApk, .ids = {"chainguard"}, .describe = AsWritten},
    {.name = "apk_relatives",
     .family = Family::kApk,
     .ids = {"postmarketos", "minimos", "alpaquita", "bellsoft-hardened-containers", "cleanstart",
             "secureos"},
     .describe = AsWritten},

    {.name = "debian",
     .family = Family::kDpkg,
     .ids = {"debian"},
     .describe = Debian,
     .detect = DebianFromFiles,
     .files = {"etc/debian_version", "etc/lsb-release"}},
    {.name = "ubuntu",
     .family = Family::kDpkg,
     .ids = {"ubuntu"},
     .describe = Ubuntu,
     .detect = UbuntuFromFiles,
     .files = {"etc/lsb-release"},
     .detect_first = true},
    {.name = "dpkg_relatives",
     .family = Family::kDpkg,
     .ids = {"raspbian", "echo"},
     .describe = AsWritten},

    {.name = "rhel",
     .family = Family::kRpm,
     .ids = {"rhel", "rhcos"},
     .describe = Rhel,
     .release_files = {{{"etc/redhat-release", "Red Hat Enterprise Linux"}}},
     .unless = "etc/oracle-release"},
    {.name = "hummingbird", .family = Family::kRpm, .ids = {"hummingbird"}, .describe = AsWritten},
    {.name = "centos",
     .family = Family::kRpm,
     .ids = {"centos"},
     .describe = CentOs,
     .release_files = {{{"etc/centos-release", "CentOS"}, {"etc/redhat-release", "CentOS"}}}},
    {.name = "fedora",
     .family = Family::kRpm,
     .ids = {"fedora"},
     .describe = AsWritten,
     .release_files = {{{"etc/fedora-release", "Fedora"}, {"etc/redhat-release", "Fedora"}}}},
    {.name = "rocky",
     .family = Family::kRpm,
     .ids = {"rocky"},
     .describe = AsWritten,
     .release_files = {{{"etc/rocky-release", "Rocky Linux"}}}},
    {.name = "almalinux",
     .family = Family::kRpm,
     .ids = {"almalinux"},
     .describe = AsWritten,
     .release_files = {{{"etc/almalinux-release", "AlmaLinux"}}}},
    {.name = "ol",
     .family = Family::kRpm,
     .ids = {"ol"},
     .describe = MajorOnly,
     .release_files = {{{"etc/oracle-release", "Oracle Linux"}}}},
    {.name = "amzn",
     .family = Family::kRpm,
     .ids = {"amzn"},
     .describe = Amazon,
     .release_files = {{{"etc/system-release", "Amazon Linux"}}}},
    {.name = "photon", .family = Family::kRpm, .ids = {"photon"}, .describe = AsWritten},
    {.name = "azurelinux",
     .family = Family::kRpm,
     .ids = {"azurelinux", "mariner"},
     .describe = AsWritten},
    {.name = "suse",
     .family = Family::kRpm,
     .ids = {"sles", "sles_sap", "sled", "sle_hpc", "sle-micro", "sle-micro-rancher", "sl-micro",
             "suse", "opensuse", "opensuse-leap", "opensuse-tumbleweed", "opensuse-microos",
             "opensuse-leap-micro", "opensuse-slowroll"},
     .describe = AsWritten,
     .release_files = {{{"etc/SuSE-release", "SUSE Linux Enterprise Server", "sles"}}}},
    {.name = "scientific",
     .family = Family::kRpm,
     .ids = {"scientific"},
     .describe = CentOs,
     .release_files = {{{"etc/redhat-release", "Scientific Linux"}}}},
    {.name = "rpm_relatives",
     .family = Family::kRpm,
     .ids = {"openeuler", "mageia", "bottlerocket"},
     .describe = AsWritten},

    {.name = "arch", .family = Family::kPacman, .ids = {"arch", "archarm"}, .describe = AsWritten},

    {.name = "gentoo",
     .family = Family::kPortage,
     .ids = {"gentoo"},
     .describe = AsWritten,
     .release_files = {{{"etc/gentoo-release", "Gentoo"}}}},
    // Made with portage, shipped without its database.
    {.name = "portage_relatives",
     .family = Family::kPortage,
     .ids = {"cos", "flatcar", "coreos"},
     .describe = AsWritten},

    {.name = "openwrt",
     .family = Family::kOpkg,
     .ids = {"openwrt", "lede", "poky"},
     .describe = AsWritten},
};

}  // namespace

std::span<const System> Systems() { return kSystems; }

std::optional<Distribution> FromReleaseFiles(const System& system, ReadFile read) {
  if (!system.unless.empty() && read(system.unless)) return std::nullopt;
  for (const ReleaseFile& file : system.release_files) {
    if (file.path.empty()) break;
    const std::optional<std::string> text = read(file.path);
    std::string_view line;
    if (!text || !LineReader(*text).Next(line) || !line.starts_with(file.prefix)) continue;
    if (!IsPlain(line)) continue;
    const std::string_view number = FirstNumber(line);
    if (number.empty()) continue;
    OsRelease release;
    release.id = file.id.empty() ? system.name : file.id;
    release.pretty_name = line;
    release.version_id = number;
    release.version = number;
    const size_t name = line.find(" release ");
    if (name == std::string_view::npos) {
      release.name = file.prefix;
    } else {
      release.name = line.substr(0, name);
      release.version_codename = InParentheses(line);
    }
    return system.describe(release);
  }
  return std::nullopt;
}

std::string_view FirstNumber(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  size_t begin = 0;
  while (begin < text.size() && !is_digit(text[begin])) ++begin;
  size_t end = begin;
  while (end < text.size() && (is_digit(text[end]) || (text[end] == '.' && end + 1 < text.size() &&
                                                       is_digit(text[end + 1])))) {
    ++end;
  }
  return text.substr(begin, end - begin);
}

std::string_view InParentheses(std::string_view text) {
  const size_t open = text.rfind('(');
  const size_t close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return text.substr(open + 1, close - open - 1);
}

}  // namespace claircore::scanners
