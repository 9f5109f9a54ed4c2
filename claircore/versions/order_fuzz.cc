// The axioms of an order on three strings of the input, cut at newlines: reflexive, antisymmetric,
// transitive, and sort keys that agree. One target per scheme; CLAIRCORE_FUZZ_SCHEME names it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"

namespace {

const claircore::VersionScheme& Scheme() {
  static const claircore::VersionSchemeSet schemes = [] {
    claircore::VersionSchemeSet set;
    claircore::AddBuiltinVersions(set);
    return set;
  }();
  static const claircore::VersionScheme* const scheme = schemes.Find(CLAIRCORE_FUZZ_SCHEME);
  return *scheme;
}

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "%s: %s\n", CLAIRCORE_FUZZ_SCHEME, what);
  std::abort();
}

struct Version {
  std::string_view text;
  bool valid = false;
  std::optional<std::string> key;
};

Version Read(std::string_view text) {
  Version version{text};
  std::string key = "x";
  const auto has_key = Scheme().AppendSortKey(text, key);
  const auto self = Scheme().Compare(text, text);
  version.valid = self.ok();
  Require(has_key.ok() == self.ok(), "AppendSortKey and Compare differ in what is valid");
  Require(!self.ok() || *self == 0, "not reflexive");
  if (has_key.ok() && *has_key) {
    Require(key[0] == 'x', "AppendSortKey changed what was there");
    version.key = key.substr(1);
  } else {
    Require(key == "x", "AppendSortKey appended without a key");
  }
  return version;
}

int Compare(const Version& a, const Version& b) {
  const auto order = Scheme().Compare(a.text, b.text);
  const auto back = Scheme().Compare(b.text, a.text);
  Require(order.ok() && back.ok(), "two valid strings do not compare");
  const int c = *order < 0 ? -1 : (*order > 0 ? 1 : 0);
  Require(c == (*back < 0 ? 1 : (*back > 0 ? -1 : 0)), "not antisymmetric");
  if (a.key && b.key) {
    const int k = a.key->compare(*b.key);
    Require(c == (k < 0 ? -1 : (k > 0 ? 1 : 0)), "sort keys order otherwise");
  }
  return c;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto next = [&input] {
    const size_t end = input.find('\n');
    const std::string_view text = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return Read(text);
  };
  const Version a = next(), b = next(), c = next();
  if (!a.valid || !b.valid) return 0;
  const int ab = Compare(a, b);
  if (!c.valid) return 0;
  const int bc = Compare(b, c);
  const int ac = Compare(a, c);
  // Schemes that are not transitive everywhere are where they give keys.
  if (!a.key || !b.key || !c.key) return 0;
  if (ab <= 0 && bc <= 0) Require(ac == (ab == 0 && bc == 0 ? 0 : -1), "not transitive");
  if (ab >= 0 && bc >= 0) Require(ac == (ab == 0 && bc == 0 ? 0 : 1), "not transitive");
  return 0;
}
