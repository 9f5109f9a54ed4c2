#include <memory>
#include <utility>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "claircore/versions/apk.h"
#include "claircore/versions/bitnami.h"
#include "claircore/versions/cargo.h"
#include "claircore/versions/composer.h"
#include "claircore/versions/conan.h"
#include "claircore/versions/cran.h"
#include "claircore/versions/dpkg.h"
#include "claircore/versions/gem.h"
#include "claircore/versions/generic.h"
#include "claircore/versions/go.h"
#include "claircore/versions/hex.h"
#include "claircore/versions/julia.h"
#include "claircore/versions/maven.h"
#include "claircore/versions/npm.h"
#include "claircore/versions/nuget.h"
#include "claircore/versions/pacman.h"
#include "claircore/versions/pep440.h"
#include "claircore/versions/portage.h"
#include "claircore/versions/pub.h"
#include "claircore/versions/rhctag.h"
#include "claircore/versions/rpm.h"
#include "claircore/versions/semver.h"

namespace claircore::inline v0 {
namespace {

template <typename... Schemes>
void AddMissing(VersionSchemeSet& set) {
  // A scheme that the host has put there already stays: ALREADY_EXISTS is not an error here.
  (static_cast<void>(set.Add(std::make_shared<const Schemes>())), ...);
}

}  // namespace

void AddBuiltinVersions(VersionSchemeSet& set) {
  using namespace versions;  // NOLINT: the names of the list
  AddMissing<Apk, Bitnami, Cargo, Composer, Conan, Cran, Dpkg, Gem, Generic, Go, Hex, Julia, Maven,
             Npm, Nuget, Opkg, Pacman, Pep440, Portage, Pub, Rhctag, Rpm, Semver>(set);
}

}  // namespace claircore::inline v0
