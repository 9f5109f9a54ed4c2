#ifndef CLAIRCORE_INTERNAL_DEBIAN_RELEASES_H_
#define CLAIRCORE_INTERNAL_DEBIAN_RELEASES_H_

#include <string_view>

namespace claircore::internal {

// The number under which advisories on a release of Debian's are filed ("Debian:13"), which testing
// has long before its os-release says so; the name itself where there is none, as for sid.
// https://www.debian.org/releases/
constexpr std::string_view DebianReleaseOf(std::string_view codename) {
  struct Release {
    std::string_view codename, number;
  };
  constexpr Release kReleases[] = {
      {"duke", "15"},   {"forky", "14"},  {"trixie", "13"}, {"bookworm", "12"}, {"bullseye", "11"},
      {"buster", "10"}, {"stretch", "9"}, {"jessie", "8"},  {"wheezy", "7"},    {"squeeze", "6"},
      {"lenny", "5"},   {"etch", "4"},    {"sarge", "3.1"}, {"woody", "3.0"},
  };
  for (const Release& release : kReleases) {
    if (release.codename == codename) return release.number;
  }
  return codename;
}

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_DEBIAN_RELEASES_H_
