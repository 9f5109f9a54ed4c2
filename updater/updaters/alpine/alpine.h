#ifndef UPDATER_UPDATERS_ALPINE_ALPINE_H_
#define UPDATER_UPDATERS_ALPINE_ALPINE_H_

#include <memory>
#include <string>

#include "claircore/updater.h"
#include "claircore/version_scheme.h"

namespace claircore::update {

// Alpine's releases and repositories as `url` lists them, one updater "alpine/v3.18/main" each.
std::shared_ptr<const UpdaterFactory> NewAlpineFactory(
    std::string url, std::shared_ptr<const VersionSchemeSet> schemes);

// An apk system with one secdb document at `url`: Wolfi, Chainguard. One updater, `name`.
struct SecdbSource {
  std::string name;  // "wolfi"
  std::string ns;    // "Wolfi"
  std::string url;
};
std::shared_ptr<const UpdaterFactory> NewSecdbFactory(
    SecdbSource source, std::shared_ptr<const VersionSchemeSet> schemes);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_ALPINE_ALPINE_H_
