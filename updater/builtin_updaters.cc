#include "claircore/builtin_updaters.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "updater/updaters/alpine/alpine.h"
#include "updater/updaters/debian/debian.h"
#include "updater/updaters/maven/maven.h"
#include "updater/updaters/osv/osv.h"
#include "updater/updaters/rhel/rhel.h"

namespace claircore::inline v0 {

BuiltinUpdaterOptions UpdatersOfMirror(std::string_view base_url) {
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  const std::string base(base_url);
  BuiltinUpdaterOptions options;
  options.alpine_url = base + "/alpine";
  options.debian_url = base + "/debian/data.json";
  options.maven_url = base + "/maven";
  options.osv_url = base + "/osv";
  options.rhel_repository_to_cpe_url = base + "/rhel/repository-to-cpe.json";
  options.wolfi_url = base + "/wolfi/security.json";
  options.chainguard_url = base + "/chainguard/security.json";
  return options;
}

void AddBuiltinUpdaters(UpdaterSet& set, const BuiltinUpdaterOptions& options) {
  auto all = std::make_shared<VersionSchemeSet>();
  AddBuiltinVersions(*all);
  const std::shared_ptr<const VersionSchemeSet> schemes = std::move(all);
  set.push_back(update::NewAlpineFactory(options.alpine_url, schemes));
  set.push_back(update::NewSecdbFactory(
      {.name = "chainguard", .ns = "Chainguard", .url = options.chainguard_url}, schemes));
  set.push_back(update::NewDebianFactory(options.debian_url));
  set.push_back(update::NewMavenFactory(options.maven_url));
  set.push_back(update::NewOsvFactory(
      {.url = options.osv_url, .ecosystems = options.osv_ecosystems, .schemes = schemes}));
  set.push_back(update::NewRhelFactory(options.rhel_repository_to_cpe_url));
  set.push_back(
      update::NewSecdbFactory({.name = "wolfi", .ns = "Wolfi", .url = options.wolfi_url}, schemes));
}

}  // namespace claircore::inline v0
