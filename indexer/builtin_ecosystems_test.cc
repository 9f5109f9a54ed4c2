#include "claircore/builtin_ecosystems.h"

#include <map>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace claircore::inline v0 {
namespace {

EcosystemSet Builtin() {
  EcosystemSet set;
  AddBuiltinEcosystems(set);
  return set;
}

TEST(BuiltinEcosystems, NamesAreDistinct) {
  std::set<std::string> names;
  for (const Ecosystem& ecosystem : Builtin().ecosystems) {
    EXPECT_TRUE(names.insert(ecosystem.name).second) << ecosystem.name;
    EXPECT_NE(ecosystem.coalescer, nullptr);
  }
  EXPECT_EQ(names,
            (std::set<std::string>{
                "alpine", "arch",    "binary",  "bitnami",       "cargo",  "conan",  "conan2",
                "conda",  "cos",     "debian",  "dotnet",        "elf",    "erlang", "gentoo",
                "golang", "graalvm", "haskell", "homebrew",      "java",   "julia",  "jvm",
                "kernel", "lua",     "nix",     "node-programs", "nodejs", "opam",   "opkg",
                "pear",   "perl",    "php",     "programs",      "python", "r",      "rhcc",
                "rpm",    "ruby",    "rust",    "sbom",          "snap",   "spack",  "wordpress",
                "yarn"}));
}

TEST(BuiltinEcosystems, OneIdentityIsOnePlugin) {
  const EcosystemSet set = Builtin();
  std::map<ScannerId, const LayerScanner*> plugins;
  const auto check = [&](const LayerScanner& plugin) {
    EXPECT_TRUE(plugin.id().name.starts_with("claircore."));
    const auto [at, added] = plugins.try_emplace(plugin.id(), &plugin);
    EXPECT_EQ(at->second, &plugin) << plugin.id().name;
  };
  for (const Ecosystem& ecosystem : set.ecosystems) {
    for (const auto& scanner : ecosystem.packages) check(*scanner);
    for (const auto& detector : ecosystem.distributions) check(*detector);
    for (const auto& scanner : ecosystem.repositories) check(*scanner);
  }
  EXPECT_GT(plugins.size(), 20u);
}

// A program is of the image's system, whichever that is.
TEST(BuiltinEcosystems, ProgramsGetTheDistributionOfAnySystem) {
  std::set<const LayerScanner*> detectors, programs;
  for (const Ecosystem& ecosystem : Builtin().ecosystems) {
    for (const auto& detector : ecosystem.distributions) {
      (ecosystem.name == "elf" ? programs : detectors).insert(detector.get());
    }
  }
  EXPECT_GT(programs.size(), 20u);
  EXPECT_EQ(programs.size(), detectors.size());
}

// Clair's clients know these.
TEST(BuiltinEcosystems, RegistriesHaveClairsNames) {
  std::map<std::string, std::string> registries;
  for (const Ecosystem& ecosystem : Builtin().ecosystems) {
    if (ecosystem.default_repository) {
      registries[ecosystem.name] =
          ecosystem.default_repository->name + " " + ecosystem.default_repository->uri;
    }
  }
  EXPECT_EQ(registries["golang"], "go https://pkg.go.dev/");
  EXPECT_EQ(registries["java"], "maven https://repo1.maven.org/maven2");
  EXPECT_EQ(registries["nodejs"], "npm https://www.npmjs.com/");
  EXPECT_EQ(registries["python"], "pypi https://pypi.org/simple");
  EXPECT_EQ(registries["ruby"], "rubygems https://rubygems.org/gems/");
}

TEST(BuiltinEcosystems, KeepsWhatTheHostHasAdded) {
  EcosystemSet set;
  set.ecosystems.push_back({.name = "acme"});
  AddBuiltinEcosystems(set);
  EXPECT_EQ(set.ecosystems[0].name, "acme");
  EXPECT_EQ(set.ecosystems.size(), Builtin().ecosystems.size() + 1);
  EXPECT_EQ(set.resolvers.size(), 2u);
}

}  // namespace
}  // namespace claircore::inline v0
