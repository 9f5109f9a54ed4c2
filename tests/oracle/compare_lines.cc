// compare_lines SCHEME: reads lines "A<TAB>B" and prints '<', '=', '>' or '!' (one side is invalid)
// for each; "K" and the pair instead where the sort keys disagree with Compare(). What oracle.py
// asks beside the reference programs.
#include <cstdio>
#include <iostream>
#include <string>
#include <string_view>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"

namespace {

char Verdict(const claircore::VersionScheme& scheme, std::string_view a, std::string_view b,
             std::string& a_key, std::string& b_key) {
  a_key.clear();
  b_key.clear();
  const auto order = scheme.Compare(a, b);
  const auto has_a = scheme.AppendSortKey(a, a_key);
  const auto has_b = scheme.AppendSortKey(b, b_key);
  if (!order.ok()) return has_a.ok() && has_b.ok() ? 'K' : '!';
  if (!has_a.ok() || !has_b.ok()) return 'K';
  if (*has_a && *has_b && (a_key <=> b_key) != *order) return 'K';
  return *order < 0 ? '<' : (*order > 0 ? '>' : '=');
}

}  // namespace

int main(int argc, char** argv) {
  claircore::VersionSchemeSet schemes;
  claircore::AddBuiltinVersions(schemes);
  const auto* scheme = argc == 2 ? schemes.Find(argv[1]) : nullptr;
  if (scheme == nullptr) {
    std::fprintf(stderr, "usage: compare_lines SCHEME < PAIRS\n");
    return 2;
  }
  std::ios::sync_with_stdio(false);
  std::string line, out, a_key, b_key;
  while (std::getline(std::cin, line)) {
    const size_t tab = line.find('\t');
    const std::string_view text = line;
    const std::string_view b = tab == std::string::npos ? "" : text.substr(tab + 1);
    out.assign({Verdict(*scheme, text.substr(0, tab), b, a_key, b_key), '\n'});
    std::cout << out;
  }
  return 0;
}
