#include "claircore/builtin_ecosystems.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "indexer/coalesce/ownership.h"
#include "indexer/coalesce/repetition.h"
#include "indexer/scanners/apk/apk_scanner.h"
#include "indexer/scanners/chisel/chisel_scanner.h"
#include "indexer/scanners/classifier/classifier_scanner.h"
#include "indexer/scanners/conan/conan2_scanner.h"
#include "indexer/scanners/conan/conan_scanner.h"
#include "indexer/scanners/conda/conda_scanner.h"
#include "indexer/scanners/cos/cos_scanner.h"
#include "indexer/scanners/distributions/distributions.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"
#include "indexer/scanners/elf_note/elf_note_scanner.h"
#include "indexer/scanners/erlang/erlang_scanner.h"
#include "indexer/scanners/golang/golang_scanner.h"
#include "indexer/scanners/graalvm/graalvm_scanner.h"
#include "indexer/scanners/haskell/haskell_scanner.h"
#include "indexer/scanners/homebrew/homebrew_scanner.h"
#include "indexer/scanners/java/java_scanner.h"
#include "indexer/scanners/julia/julia_scanner.h"
#include "indexer/scanners/kernel/kernel_scanner.h"
#include "indexer/scanners/lua/lua_scanner.h"
#include "indexer/scanners/nix/nix_scanner.h"
#include "indexer/scanners/nodejs/nodejs_scanner.h"
#include "indexer/scanners/nodejs/pnp_scanner.h"
#include "indexer/scanners/opam/opam_scanner.h"
#include "indexer/scanners/opkg/opkg_scanner.h"
#include "indexer/scanners/pacman/pacman_scanner.h"
#include "indexer/scanners/perl/perl_scanner.h"
#include "indexer/scanners/php/php_scanner.h"
#include "indexer/scanners/portage/portage_scanner.h"
#include "indexer/scanners/programs/programs_scanner.h"
#include "indexer/scanners/python/python_scanner.h"
#include "indexer/scanners/r/r_scanner.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"
#include "indexer/scanners/rhel/rhel_coalescer.h"
#include "indexer/scanners/rpm/rpm_scanner.h"
#include "indexer/scanners/ruby/ruby_scanner.h"
#include "indexer/scanners/rust/cargo_lock_scanner.h"
#include "indexer/scanners/rust/rust_scanner.h"
#include "indexer/scanners/sbom/sbom_scanner.h"
#include "indexer/scanners/snap/snap_scanner.h"
#include "indexer/scanners/spack/spack_scanner.h"
#include "indexer/scanners/wordpress/wordpress_scanner.h"

namespace claircore::inline v0 {
namespace {

using scanners::Family;

using Scanners = std::vector<std::shared_ptr<const PackageScanner>>;

// A system's packages and the distributions that give them their meaning. Unknown relatives
// describe themselves through `other`, so that a report says what it could not judge.
Ecosystem System(std::string name, Scanners packages, Family family,
                 const std::shared_ptr<const DistributionDetector>& other,
                 const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = std::move(name);
  ecosystem.packages = std::move(packages);
  ecosystem.distributions = scanners::NewDistributionDetectors(family);
  ecosystem.distributions.push_back(other);
  ecosystem.coalescer = coalescer;
  return ecosystem;
}

// A scanner's packages, which come from one public registry as far as anyone can tell.
struct Language {
  std::string_view name;
  std::shared_ptr<const PackageScanner> (*scanner)();
  std::string_view repository;  // empty: none
  std::string_view uri = {};
};

constexpr Language kLanguages[] = {
    {"python", &scanners::NewPythonScanner, "pypi", "https://pypi.org/simple"},
    {"conda", &scanners::NewCondaScanner, "conda", "https://repo.anaconda.com/pkgs/"},
    {"nodejs", &scanners::NewNodejsScanner, "npm", "https://www.npmjs.com/"},
    {"node-programs", &scanners::NewNodeProgramsScanner, "npm", "https://www.npmjs.com/"},
    {"yarn", &scanners::NewPnpScanner, "npm", "https://www.npmjs.com/"},
    {"java", &scanners::NewJavaScanner, "maven", "https://repo1.maven.org/maven2"},
    // Java's libraries, compiled into programs.
    {"graalvm", &scanners::NewGraalvmScanner, "maven", "https://repo1.maven.org/maven2"},
    // Its runtimes come from no Maven repository.
    {"jvm", &scanners::NewJvmScanner, ""},
    {"golang", &scanners::NewGolangScanner, "go", "https://pkg.go.dev/"},
    {"rust", &scanners::NewRustScanner, "crates.io", "https://crates.io/"},
    {"cargo", &scanners::NewCargoLockScanner, "crates.io", "https://crates.io/"},
    {"dotnet", &scanners::NewDotnetScanner, "nuget", "https://www.nuget.org/"},
    {"ruby", &scanners::NewRubyScanner, "rubygems", "https://rubygems.org/gems/"},
    {"php", &scanners::NewComposerScanner, "packagist", "https://packagist.org/"},
    {"pear", &scanners::NewPearScanner, "pear", "https://pear.php.net/"},
    {"perl", &scanners::NewPerlScanner, "cpan", "https://www.cpan.org/"},
    {"r", &scanners::NewRScanner, "cran", "https://cran.r-project.org/"},
    {"lua", &scanners::NewLuaScanner, "luarocks", "https://luarocks.org/"},
    {"erlang", &scanners::NewErlangScanner, "hex", "https://hex.pm/"},
    {"haskell", &scanners::NewHaskellScanner, "hackage", "https://hackage.haskell.org/"},
    {"opam", &scanners::NewOpamScanner, "opam", "https://opam.ocaml.org/"},
    {"conan", &scanners::NewConanScanner, "conancenter", "https://conan.io/center/"},
    {"conan2", &scanners::NewConan2Scanner, "conancenter", "https://conan.io/center/"},
    {"julia", &scanners::NewJuliaScanner, "julia", "https://github.com/JuliaRegistries/General"},
    {"bitnami", &scanners::NewBitnamiScanner, "bitnami", "https://bitnami.com/"},
    // Stores of software of any kind, which know no registry or several.
    {"nix", &scanners::NewNixScanner, ""},
    {"homebrew", &scanners::NewHomebrewScanner, ""},
    {"snap", &scanners::NewSnapScanner, ""},
    {"spack", &scanners::NewSpackScanner, ""},
    {"cos", &scanners::NewCosScanner, ""},
    {"wordpress", &scanners::NewWordpressScanner, ""},
    // Programs that no package manager brought.
    {"binary", &scanners::NewClassifierScanner, ""},
    {"kernel", &scanners::NewKernelScanner, ""},
    // No packages: what all others leave unexplained.
    {"programs", &scanners::NewProgramsScanner, ""},
    // Packages of any type, each with its own registry: matchers go by the type alone.
    {"sbom", &scanners::NewSbomScanner, ""},
};

Ecosystem Make(const Language& language, const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = language.name;
  ecosystem.packages = {language.scanner()};
  ecosystem.coalescer = coalescer;
  if (language.repository.empty()) return ecosystem;
  ecosystem.default_repository.emplace();
  ecosystem.default_repository->name = language.repository;
  ecosystem.default_repository->uri = language.uri;
  return ecosystem;
}

// Which repositories the packages of an rpm system came from.
void AddRepositories(Ecosystem& rpm) {
  rpm.packages.push_back(scanners::NewDnfScanner());
  rpm.repositories.push_back(scanners::NewContentManifestScanner());
  rpm.coalescer = scanners::NewRhelCoalescer();
}

// Red Hat's containers, each a package of its own.
Ecosystem RedHatContainers() {
  Ecosystem ecosystem;
  ecosystem.name = "rhcc";
  ecosystem.packages.push_back(scanners::NewRhccScanner());
  ecosystem.repositories.push_back(scanners::NewRhccRepositoryScanner());
  ecosystem.coalescer = scanners::NewRhccCoalescer();
  return ecosystem;
}

// Packages of whatever system the image is, as their programs tell: all of `systems` may give it
// its distribution.
Ecosystem ProgramsOf(const std::vector<Ecosystem>& systems,
                     const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = "elf";
  ecosystem.packages.push_back(scanners::NewElfNoteScanner());
  for (const Ecosystem& system : systems) {
    for (const auto& detector : system.distributions) {
      const auto& known = ecosystem.distributions;
      if (std::find(known.begin(), known.end(), detector) != known.end()) continue;
      ecosystem.distributions.push_back(detector);
    }
  }
  ecosystem.coalescer = coalescer;
  return ecosystem;
}

}  // namespace

void AddBuiltinEcosystems(EcosystemSet& set) {
  const std::shared_ptr<const Coalescer> coalescer = NewPathCoalescer();
  const auto other = scanners::NewOtherDistributionDetector();
  std::vector<Ecosystem> all;
  // Wolfi and Chainguard are here too: one scanner finds the packages of all three.
  all.push_back(System("alpine", {scanners::NewApkScanner()}, Family::kApk, other, coalescer));
  // Ubuntu is here too.
  all.push_back(System("debian", {scanners::NewDpkgScanner(), scanners::NewChiselScanner()},
                       Family::kDpkg, other, coalescer));
  all.push_back(System("rpm", {scanners::NewRpmScanner()}, Family::kRpm, other, coalescer));
  AddRepositories(all.back());
  all.push_back(RedHatContainers());
  all.push_back(System("arch", {scanners::NewPacmanScanner()}, Family::kPacman, other, coalescer));
  all.push_back(
      System("gentoo", {scanners::NewPortageScanner()}, Family::kPortage, other, coalescer));
  all.push_back(System("opkg", {scanners::NewOpkgScanner()}, Family::kOpkg, other, coalescer));
  all.push_back(ProgramsOf(all, coalescer));
  for (const Language& language : kLanguages) all.push_back(Make(language, coalescer));
  std::move(all.begin(), all.end(), std::back_inserter(set.ecosystems));
  set.resolvers.push_back(internal::NewOwnershipResolver());
  set.resolvers.push_back(internal::NewRepetitionResolver());
}

}  // namespace claircore::inline v0
