#include "claircore/end_of_life.h"

#include <algorithm>
#include <iterator>

namespace claircore::inline v0 {
namespace {

struct Release {
  std::string_view did;
  std::string_view version;  // "9" is also "9.3" where no row is nearer
  std::string_view end;
};

// Data; the makers' own pages are named with each. Dates announced for the future may move: a
// release whose date its makers call uncertain has no row.
constexpr Release kReleases[] = {
    // https://alpinelinux.org/releases/
    {"alpine", "2.1", "2012-11-01"},
    {"alpine", "2.2", "2013-05-01"},
    {"alpine", "2.3", "2013-11-01"},
    {"alpine", "2.4", "2014-05-01"},
    {"alpine", "2.5", "2014-11-01"},
    {"alpine", "2.6", "2015-05-01"},
    {"alpine", "2.7", "2015-11-01"},
    {"alpine", "3.0", "2016-05-01"},
    {"alpine", "3.1", "2016-11-01"},
    {"alpine", "3.2", "2017-05-01"},
    {"alpine", "3.3", "2017-11-01"},
    {"alpine", "3.4", "2018-05-01"},
    {"alpine", "3.5", "2018-11-01"},
    {"alpine", "3.6", "2019-05-01"},
    {"alpine", "3.7", "2019-11-01"},
    {"alpine", "3.8", "2020-05-01"},
    {"alpine", "3.9", "2020-11-01"},
    {"alpine", "3.10", "2021-05-01"},
    {"alpine", "3.11", "2021-11-01"},
    {"alpine", "3.12", "2022-05-01"},
    {"alpine", "3.13", "2022-11-01"},
    {"alpine", "3.14", "2023-05-01"},
    {"alpine", "3.15", "2023-11-01"},
    {"alpine", "3.16", "2024-05-23"},
    {"alpine", "3.17", "2024-11-22"},
    {"alpine", "3.18", "2025-05-09"},
    {"alpine", "3.19", "2025-11-01"},
    {"alpine", "3.20", "2026-04-01"},
    {"alpine", "3.21", "2026-11-01"},
    {"alpine", "3.22", "2027-05-01"},
    // https://wiki.debian.org/DebianReleases
    {"debian", "4", "2010-02-15"},
    {"debian", "5", "2012-02-06"},
    {"debian", "6", "2014-05-31"},
    {"debian", "7", "2016-04-25"},
    {"debian", "8", "2018-06-17"},
    {"debian", "9", "2020-07-18"},
    {"debian", "10", "2022-09-10"},
    {"debian", "11", "2024-08-14"},
    {"debian", "12", "2026-06-10"},
    {"debian", "13", "2028-08-09"},
    // https://wiki.ubuntu.com/Releases
    {"ubuntu", "8.04", "2013-05-09"},
    {"ubuntu", "9.04", "2010-10-23"},
    {"ubuntu", "9.10", "2011-04-30"},
    {"ubuntu", "10.04", "2015-04-30"},
    {"ubuntu", "10.10", "2012-04-10"},
    {"ubuntu", "11.04", "2012-10-28"},
    {"ubuntu", "11.10", "2013-05-09"},
    {"ubuntu", "12.04", "2017-04-28"},
    {"ubuntu", "12.10", "2014-05-16"},
    {"ubuntu", "13.04", "2014-01-27"},
    {"ubuntu", "13.10", "2014-07-17"},
    {"ubuntu", "14.04", "2019-04-25"},
    {"ubuntu", "14.10", "2015-07-23"},
    {"ubuntu", "15.04", "2016-02-04"},
    {"ubuntu", "15.10", "2016-07-28"},
    {"ubuntu", "16.04", "2021-04-30"},
    {"ubuntu", "16.10", "2017-07-20"},
    {"ubuntu", "17.04", "2018-01-13"},
    {"ubuntu", "17.10", "2018-07-19"},
    {"ubuntu", "18.04", "2023-05-31"},
    {"ubuntu", "18.10", "2019-07-18"},
    {"ubuntu", "19.04", "2020-01-23"},
    {"ubuntu", "19.10", "2020-07-17"},
    {"ubuntu", "20.04", "2025-05-31"},
    {"ubuntu", "20.10", "2021-07-22"},
    {"ubuntu", "21.04", "2022-01-20"},
    {"ubuntu", "21.10", "2022-07-14"},
    {"ubuntu", "22.04", "2027-04-30"},
    {"ubuntu", "22.10", "2023-07-20"},
    {"ubuntu", "23.04", "2024-01-25"},
    {"ubuntu", "23.10", "2024-07-11"},
    {"ubuntu", "24.04", "2029-05-31"},
    {"ubuntu", "24.10", "2025-07-10"},
    {"ubuntu", "25.04", "2026-01-15"},
    // https://access.redhat.com/support/policy/updates/errata
    {"rhel", "4", "2012-02-29"},
    {"rhel", "5", "2017-03-31"},
    {"rhel", "6", "2020-11-30"},
    {"rhel", "7", "2024-06-30"},
    {"rhel", "8", "2029-05-31"},
    {"rhel", "9", "2032-05-31"},
    {"rhel", "10", "2035-05-31"},
    // https://www.centos.org/cl-vs-cs/
    {"centos", "5", "2017-03-31"},
    {"centos", "6", "2020-11-30"},
    {"centos", "7", "2024-06-30"},
    {"centos", "8", "2021-12-31"},
    {"centos-stream", "8", "2024-05-31"},
    {"centos-stream", "9", "2027-05-31"},
    // https://scientificlinux.org/about/
    {"scientific", "6", "2020-11-30"},
    {"scientific", "7", "2024-06-30"},
    // https://wiki.almalinux.org/release-notes/
    {"almalinux", "8", "2029-03-01"},
    {"almalinux", "9", "2032-05-31"},
    {"almalinux", "10", "2035-05-31"},
    // https://wiki.rockylinux.org/rocky/version/
    {"rocky", "8", "2029-05-31"},
    {"rocky", "9", "2032-05-31"},
    {"rocky", "10", "2035-05-31"},
    // https://www.oracle.com/a/ocom/docs/elsp-lifetime-069338.pdf
    {"ol", "5", "2017-06-30"},
    {"ol", "6", "2021-03-31"},
    {"ol", "7", "2024-12-31"},
    {"ol", "8", "2029-07-31"},
    {"ol", "9", "2032-06-30"},
    {"ol", "10", "2035-06-30"},
    // https://docs.fedoraproject.org/en-US/releases/eol/
    {"fedora", "20", "2015-06-23"},
    {"fedora", "21", "2015-12-01"},
    {"fedora", "22", "2016-07-19"},
    {"fedora", "23", "2016-12-20"},
    {"fedora", "24", "2017-08-08"},
    {"fedora", "25", "2017-12-12"},
    {"fedora", "26", "2018-05-29"},
    {"fedora", "27", "2018-11-30"},
    {"fedora", "28", "2019-05-28"},
    {"fedora", "29", "2019-11-26"},
    {"fedora", "30", "2020-05-26"},
    {"fedora", "31", "2020-11-24"},
    {"fedora", "32", "2021-05-25"},
    {"fedora", "33", "2021-11-30"},
    {"fedora", "34", "2022-06-07"},
    {"fedora", "35", "2022-12-13"},
    {"fedora", "36", "2023-05-16"},
    {"fedora", "37", "2023-12-05"},
    {"fedora", "38", "2024-05-21"},
    {"fedora", "39", "2024-11-26"},
    {"fedora", "40", "2025-05-13"},
    // https://aws.amazon.com/amazon-linux-ami/faqs/, /amazon-linux-2/faqs/,
    // /linux/amazon-linux-2023/.
    // Of the first one every release is an update of the same system.
    {"amzn", "2011", "2023-12-31"},
    {"amzn", "2012", "2023-12-31"},
    {"amzn", "2013", "2023-12-31"},
    {"amzn", "2014", "2023-12-31"},
    {"amzn", "2015", "2023-12-31"},
    {"amzn", "2016", "2023-12-31"},
    {"amzn", "2017", "2023-12-31"},
    {"amzn", "2018", "2023-12-31"},
    {"amzn", "2", "2026-06-30"},
    {"amzn", "2023", "2029-06-30"},
    // https://www.suse.com/lifecycle, general support
    {"sles", "11", "2019-03-31"},  // with its last service pack: the oldest do not say theirs
    {"sles", "11.1", "2012-08-31"},
    {"sles", "11.2", "2014-01-31"},
    {"sles", "11.3", "2016-01-31"},
    {"sles", "12.0", "2016-06-30"},
    {"sles", "12.1", "2017-05-31"},
    {"sles", "12.2", "2018-03-31"},
    {"sles", "12.3", "2019-06-30"},
    {"sles", "12.4", "2020-06-30"},
    {"sles", "12.5", "2024-10-31"},
    {"sles", "15.0", "2019-12-31"},
    {"sles", "15.1", "2021-01-31"},
    {"sles", "15.2", "2021-12-31"},
    {"sles", "15.3", "2022-12-31"},
    {"sles", "15.4", "2023-12-31"},
    {"sles", "15.5", "2024-12-31"},
    {"sles", "15.6", "2025-12-31"},
    {"sles", "15.7", "2031-07-31"},
    // https://en.opensuse.org/Lifetime
    {"opensuse-leap", "15.0", "2019-12-03"},
    {"opensuse-leap", "15.1", "2021-02-02"},
    {"opensuse-leap", "15.2", "2022-01-04"},
    {"opensuse-leap", "15.3", "2022-12-31"},
    {"opensuse-leap", "15.4", "2023-12-07"},
    {"opensuse-leap", "15.5", "2024-12-31"},
    {"opensuse-leap", "15.6", "2026-04-30"},
    {"opensuse", "42.1", "2017-05-17"},
    {"opensuse", "42.2", "2018-01-26"},
    {"opensuse", "42.3", "2019-07-01"},
    // https://blogs.vmware.com/photon/
    {"photon", "1.0", "2022-02-28"},
    {"photon", "2.0", "2022-12-31"},
    {"photon", "3.0", "2024-03-01"},
    // https://github.com/microsoft/azurelinux
    {"mariner", "1.0", "2023-07-31"},
    {"mariner", "2.0", "2025-07-31"},
    // https://www.mageia.org/en/support/
    {"mageia", "6", "2019-09-30"},
    {"mageia", "7", "2021-06-30"},
    {"mageia", "8", "2023-11-30"},
};

std::string_view EndOf(std::string_view did, std::string_view version) {
  const auto* const row = std::find_if(
      std::begin(kReleases), std::end(kReleases),
      [&](const Release& release) { return release.did == did && release.version == version; });
  return row == std::end(kReleases) ? std::string_view() : row->end;
}

// Systems that have the dates of another one.
std::string_view DatesOf(const Distribution& d) {
  if (d.did == "centos" && d.name.find("Stream") != std::string::npos) return "centos-stream";
  if (d.did == "sled" || d.did == "sles_sap") return "sles";
  return d.did;
}

}  // namespace

std::string_view EndOfLife(const Distribution& distribution) {
  const std::string_view did = DatesOf(distribution);
  // Alpine's is in `version` alone.
  const std::string_view version =
      distribution.version_id.empty() ? distribution.version : distribution.version_id;
  if (const std::string_view end = EndOf(did, version); !end.empty()) return end;
  if (const std::string_view end = EndOf(did, std::string(version) + ".0"); !end.empty()) {
    return end;
  }
  return EndOf(did, version.substr(0, version.find('.')));
}

std::string_view EndOfLongTermSupport(const Distribution& distribution) {
  // https://wiki.debian.org/LTS
  static constexpr Release kLongTerm[] = {
      {"debian", "6", "2016-02-29"},  {"debian", "7", "2018-05-31"},
      {"debian", "8", "2020-06-30"},  {"debian", "9", "2022-06-30"},
      {"debian", "10", "2024-06-30"}, {"debian", "11", "2026-08-31"},
      {"debian", "12", "2028-06-30"}, {"debian", "13", "2030-06-30"},
  };
  const std::string_view version = distribution.version_id;
  const std::string_view major = version.substr(0, version.find('.'));
  const auto* const row =
      std::find_if(std::begin(kLongTerm), std::end(kLongTerm), [&](const Release& release) {
        return release.did == distribution.did && release.version == major;
      });
  return row == std::end(kLongTerm) ? std::string_view() : row->end;
}

}  // namespace claircore::inline v0
