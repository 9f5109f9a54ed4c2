#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/matcher.h"
#include "matcher/matchers/matchers.h"

namespace claircore::matcher {
namespace {

// Where the packages of a purl type are looked for: data, one row a language. Names as OSV's
// schema spells them (https://ossf.github.io/osv-schema/#defined-ecosystems).
struct Language {
  std::string_view name;  // the matcher's
  std::string_view type;
  std::string_view ns;
  std::string_view scheme;
  bool any_case = false;  // the registry does not tell upper from lower case
};

constexpr Language kLanguages[] = {
    {"conan", "conan", "ConanCenter", "semver"},
    {"dotnet", "nuget", "NuGet", "nuget", true},
    {"erlang", "hex", "Hex", "hex"},
    {"golang", "golang", "Go", "go"},
    {"haskell", "hackage", "Hackage", "generic"},
    {"java", "maven", "Maven", "maven"},
    {"julia", "julia", "Julia", "semver"},
    // npm tells upper from lower case in old names, and "@scope/name" is one name.
    {"nodejs", "npm", "npm", "npm"},
    {"opam", "opam", "opam", "generic"},
    {"php", "composer", "Packagist", "composer", true},
    {"r", "cran", "CRAN", "cran"},
    {"ruby", "gem", "RubyGems", "gem"},
    {"rust", "cargo", "crates.io", "cargo"},
};

// cargo-auditable says where a crate came from; one from git, a folder or another registry is some
// other code.
bool FromCratesIo(const IndexRecord& record) {
  return std::any_of(
      record.environments.begin(), record.environments.end(), [](const Environment& e) {
        return !e.repository_hint.starts_with("source=") || e.repository_hint == "source=crates.io";
      });
}

class LanguageMatcher final : public Matcher {
 public:
  explicit LanguageMatcher(const Language& language) : language_(language) {}
  std::string_view name() const override { return language_.name; }
  std::span<const std::string_view> types() const override { return {&language_.type, 1}; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    const Package& package = *record.package;
    if (package.type == "cargo" && !FromCratesIo(record)) return;
    // "group:artifact"; of jars that tell no group nothing is filed.
    if (package.type == "maven" && package.name.find(':') == package.name.npos) {
      return keys.Decline(Unjudged::kNoGroup, language_.ns);
    }
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!language_.any_case || std::none_of(package.name.begin(), package.name.end(), upper)) {
      return keys.Add(language_.ns, package.name, language_.scheme, package.version);
    }
    std::string lower = package.name;
    for (char& c : lower) {
      if (upper(c)) c = static_cast<char>(c - 'A' + 'a');
    }
    keys.Add(language_.ns, lower, language_.scheme, package.version);
  }

 private:
  const Language& language_;
};

}  // namespace

std::vector<std::shared_ptr<const Matcher>> NewLanguageMatchers() {
  std::vector<std::shared_ptr<const Matcher>> matchers;
  for (const Language& language : kLanguages) {
    matchers.push_back(std::make_shared<LanguageMatcher>(language));
  }
  return matchers;
}

}  // namespace claircore::matcher
