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
    {"bitnami", "bitnami", "Bitnami", "bitnami"},
    {"conan", "conan", "ConanCenter", "conan"},
    {"dart", "pub", "Pub", "pub"},
    {"dotnet", "nuget", "NuGet", "nuget", true},
    {"erlang", "hex", "Hex", "hex"},
    {"golang", "golang", "Go", "go"},
    {"haskell", "hackage", "Hackage", "generic"},
    {"julia", "julia", "Julia", "julia"},
    // npm tells upper from lower case in old names, and "@scope/name" is one name.
    {"nodejs", "npm", "npm", "npm"},
    {"opam", "opam", "opam", "generic"},
    {"php", "composer", "Packagist", "composer", true},
    {"r", "cran", "CRAN", "cran"},
    {"ruby", "gem", "RubyGems", "gem"},
    {"rust", "cargo", "crates.io", "cargo"},
    {"swift", "swift", "SwiftURL", "semver"},
};

// cargo-auditable says where a crate came from; one from git, a folder or another registry is some
// other code.
bool FromCratesIo(const IndexRecord& record) {
  return std::any_of(
      record.environments.begin(), record.environments.end(), [](const Environment& e) {
        return !e.repository_hint.starts_with("source=") || e.repository_hint == "source=crates.io";
      });
}

// What Composer says that an installed branch stands for ("3.x-dev"); else its version.
std::string_view ComposerVersion(const IndexRecord& record) {
  constexpr std::string_view kAlias = "alias=";
  for (const Environment& e : record.environments) {
    if (e.repository_hint.starts_with(kAlias)) {
      return std::string_view(e.repository_hint).substr(kAlias.size());
    }
  }
  return record.package->version;
}

// The version of a program's own module where its repository had no tag at hand
// (https://go.dev/ref/mod#pseudo-versions): it says when, but before no tag and after none. Of a
// module that others need it is the module's true version.
bool IsUntaggedMain(const IndexRecord& record) {
  return record.package->version.starts_with("v0.0.0-") &&
         std::all_of(record.environments.begin(), record.environments.end(),
                     [](const Environment& e) { return e.repository_hint == "role=main"; });
}

class LanguageMatcher final : public Matcher {
 public:
  explicit LanguageMatcher(const Language& language) : language_(language) {}
  std::string_view name() const override { return language_.name; }
  std::span<const std::string_view> types() const override { return {&language_.type, 1}; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    const Package& package = *record.package;
    if (package.type == "cargo" && !FromCratesIo(record)) return;
    if (package.type == "golang" && IsUntaggedMain(record)) return;  // UntaggedGoMatcher's
    const std::string_view version =
        package.type == "composer" ? ComposerVersion(record) : std::string_view(package.version);
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!language_.any_case || std::none_of(package.name.begin(), package.name.end(), upper)) {
      return keys.Add(language_.ns, package.name, language_.scheme, version);
    }
    std::string lower = package.name;
    for (char& c : lower) {
      if (upper(c)) c = static_cast<char>(c - 'A' + 'a');
    }
    keys.Add(language_.ns, lower, language_.scheme, version);
  }

 private:
  const Language& language_;
};

class UntaggedGoMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "golang-untagged"; }
  std::span<const std::string_view> types() const override { return kTypes; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    if (!IsUntaggedMain(record)) return;
    keys.Add("Go", record.package->name, "go", record.package->version);
  }

  // Only an advisory whose versions are of the same kind can be told apart by it.
  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord&,
                const VulnerabilityView& candidate) const override {
    const auto affected = candidate.affected();
    if (!affected.ok()) return {Verdict::Kind::kIndeterminate, "the advisory is damaged"};
    const auto tagged = [](std::string_view bound) {
      if (bound.starts_with('v')) bound.remove_prefix(1);
      return !bound.empty() && bound != "0" && !bound.starts_with("0.0.0-");
    };
    for (const VersionRange& range : (*affected)->ranges) {
      if (tagged(range.introduced) || tagged(range.fixed) || tagged(range.last_affected) ||
          tagged(range.limit)) {
        return {Verdict::Kind::kIndeterminate,
                "the program was built from a commit of which only the date is known"};
      }
    }
    return candidate.by_range();
  }

 private:
  static constexpr std::string_view kTypes[] = {"golang"};
};

}  // namespace

std::vector<std::shared_ptr<const Matcher>> NewLanguageMatchers() {
  std::vector<std::shared_ptr<const Matcher>> matchers;
  for (const Language& language : kLanguages) {
    matchers.push_back(std::make_shared<LanguageMatcher>(language));
  }
  matchers.push_back(std::make_shared<UntaggedGoMatcher>());
  return matchers;
}

}  // namespace claircore::matcher
