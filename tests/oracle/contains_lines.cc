// contains_lines SCHEME: reads lines "RANGE<TAB>VERSION" and prints '1', '0', or '!' (one of the
// two is invalid). 'K': the intervals and Contains() disagree, other than by the documented
// predicate.
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "claircore/builtin_versions.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"

namespace {

char Verdict(const claircore::VersionScheme& scheme, std::string_view range,
             std::string_view version) {
  const auto set = claircore::VersionRangeSet::Parse(scheme, range);
  if (!set.ok()) return '!';
  const auto contains = set->Contains(version);
  if (!contains.ok()) return '!';
  std::string key;
  const auto has_key = scheme.AppendSortKey(version, key);
  if (set->has_keys() && has_key.ok() && *has_key) {
    const bool inside = set->ContainsKey(key);
    const bool exact = set->predicate() == claircore::VersionRangeSet::Predicate::kNone;
    if (exact ? inside != *contains : *contains && !inside) return 'K';
  }
  return *contains ? '1' : '0';
}

}  // namespace

int main(int argc, char** argv) {
  claircore::VersionSchemeSet schemes;
  claircore::AddBuiltinVersions(schemes);
  const auto* scheme = argc == 2 ? schemes.Find(argv[1]) : nullptr;
  if (scheme == nullptr) {
    std::fprintf(stderr, "usage: contains_lines SCHEME < LINES\n");
    return 2;
  }
  std::ios::sync_with_stdio(false);
  for (std::string line; std::getline(std::cin, line);) {
    const size_t tab = line.find('\t');
    const std::string_view text = line;
    const std::string_view version = tab == std::string::npos ? "" : text.substr(tab + 1);
    std::cout << Verdict(*scheme, text.substr(0, tab), version) << '\n';
  }
  return 0;
}
