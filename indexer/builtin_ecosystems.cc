#include "claircore/builtin_ecosystems.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "indexer/coalesce/ownership.h"
#include "indexer/scanners/apk/apk_scanner.h"
#include "indexer/scanners/chisel/chisel_scanner.h"
#include "indexer/scanners/conda/conda_scanner.h"
#include "indexer/scanners/distributions/distributions.h"
#include "indexer/scanners/dotnet/dotnet_scanner.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"
#include "indexer/scanners/erlang/erlang_scanner.h"
#include "indexer/scanners/golang/golang_scanner.h"
#include "indexer/scanners/graalvm/graalvm_scanner.h"
#include "indexer/scanners/haskell/haskell_scanner.h"
#include "indexer/scanners/java/java_scanner.h"
#include "indexer/scanners/lua/lua_scanner.h"
#include "indexer/scanners/nodejs/nodejs_scanner.h"
#include "indexer/scanners/nodejs/pnp_scanner.h"
#include "indexer/scanners/opam/opam_scanner.h"
#include "indexer/scanners/opkg/opkg_scanner.h"
#include "indexer/scanners/pacman/pacman_scanner.h"
#include "indexer/scanners/perl/perl_scanner.h"
#include "indexer/scanners/php/php_scanner.h"
#include "indexer/scanners/portage/portage_scanner.h"
#include "indexer/scanners/python/python_scanner.h"
#include "indexer/scanners/r/r_scanner.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/dnf_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"
#include "indexer/scanners/rhel/rhel_coalescer.h"
#include "indexer/scanners/rpm/rpm_scanner.h"
#include "indexer/scanners/ruby/ruby_scanner.h"
#include "indexer/scanners/rust/rust_scanner.h"
#include "indexer/scanners/sbom/sbom_scanner.h"

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

// A language's packages, which come from its public registry as far as anyone can tell.
Ecosystem Language(std::string name, Scanners packages, std::string repository, std::string uri,
                   const std::shared_ptr<const Coalescer>& coalescer) {
  Ecosystem ecosystem;
  ecosystem.name = std::move(name);
  ecosystem.packages = std::move(packages);
  ecosystem.coalescer = coalescer;
  ecosystem.default_repository.emplace();
  ecosystem.default_repository->name = std::move(repository);
  ecosystem.default_repository->uri = std::move(uri);
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

}  // namespace

void AddBuiltinEcosystems(EcosystemSet& set) {
  const std::shared_ptr<const Coalescer> coalescer = NewPathCoalescer();
  const auto other = scanners::NewOtherDistributionDetector();
  std::vector<Ecosystem>& all = set.ecosystems;
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
  all.push_back(Language("python", {scanners::NewPythonScanner()}, "pypi",
                         "https://pypi.org/simple", coalescer));
  all.push_back(Language("nodejs", {scanners::NewNodejsScanner(), scanners::NewPnpScanner()}, "npm",
                         "https://www.npmjs.com/", coalescer));
  all.push_back(Language("java", {scanners::NewJavaScanner()}, "maven",
                         "https://repo1.maven.org/maven2", coalescer));
  // Java's runtimes come from no Maven repository.
  Ecosystem jvm;
  jvm.name = "jvm";
  jvm.packages = {scanners::NewJvmScanner()};
  jvm.coalescer = coalescer;
  all.push_back(std::move(jvm));
  all.push_back(Language("dotnet", {scanners::NewDotnetScanner()}, "nuget",
                         "https://www.nuget.org/", coalescer));
  all.push_back(Language("conda", {scanners::NewCondaScanner()}, "conda",
                         "https://repo.anaconda.com/pkgs/", coalescer));
  all.push_back(Language("bitnami", {scanners::NewBitnamiScanner()}, "bitnami",
                         "https://bitnami.com/", coalescer));
  // Packages of any type, each with its own registry: matchers go by the type alone.
  all.push_back({.name = "sbom", .packages = {scanners::NewSbomScanner()}, .coalescer = coalescer});
  all.push_back(Language("ruby", {scanners::NewRubyScanner()}, "rubygems",
                         "https://rubygems.org/gems/", coalescer));
  all.push_back(Language("php", {scanners::NewComposerScanner()}, "packagist",
                         "https://packagist.org/", coalescer));
  all.push_back(
      Language("pear", {scanners::NewPearScanner()}, "pear", "https://pear.php.net/", coalescer));
  all.push_back(
      Language("r", {scanners::NewRScanner()}, "cran", "https://cran.r-project.org/", coalescer));
  all.push_back(
      Language("lua", {scanners::NewLuaScanner()}, "luarocks", "https://luarocks.org/", coalescer));
  all.push_back(
      Language("perl", {scanners::NewPerlScanner()}, "cpan", "https://www.cpan.org/", coalescer));
  all.push_back(
      Language("erlang", {scanners::NewErlangScanner()}, "hex", "https://hex.pm/", coalescer));
  all.push_back(Language("haskell", {scanners::NewHaskellScanner()}, "hackage",
                         "https://hackage.haskell.org/", coalescer));
  all.push_back(
      Language("opam", {scanners::NewOpamScanner()}, "opam", "https://opam.ocaml.org/", coalescer));
  all.push_back(Language("nodejs", {scanners::NewNodejsScanner()}, "npm", "https://www.npmjs.com/",
                         coalescer));
  all.push_back(
      Language("golang", {scanners::NewGolangScanner()}, "go", "https://pkg.go.dev/", coalescer));
  all.push_back(
      Language("rust", {scanners::NewRustScanner()}, "crates.io", "https://crates.io/", coalescer));
  // Java's libraries, compiled into programs.
  all.push_back(Language("graalvm", {scanners::NewGraalvmScanner()}, "maven",
                         "https://repo1.maven.apache.org/maven2", coalescer));
  set.resolvers.push_back(internal::NewOwnershipResolver());
}

}  // namespace claircore::inline v0
