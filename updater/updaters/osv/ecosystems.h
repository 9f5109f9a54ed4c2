#ifndef UPDATER_UPDATERS_OSV_ECOSYSTEMS_H_
#define UPDATER_UPDATERS_OSV_ECOSYSTEMS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "claircore/package.h"

namespace claircore::update {

// How one ecosystem of https://ossf.github.io/osv-schema/#defined-ecosystems is filed.
struct OsvEcosystem {
  enum class Names : uint8_t { kAsIs, kPep503, kLower };
  std::string_view name;    // without a release: "Debian"
  std::string_view scheme;  // VersionScheme::name()
  PackageKind kind = PackageKind::kBinary;
  Names names = Names::kAsIs;
  // Taken when a host lists it and nobody chose; not where another of our updaters asks the source
  // itself, nor where versions are only commits.
  bool by_default = true;
};

// Of `ecosystem`, with or without a release. One that is not known compares by "generic".
const OsvEcosystem& FindOsvEcosystem(std::string_view ecosystem);
bool IsKnownOsvEcosystem(std::string_view ecosystem);

// PackageKey::ns: as the record spells it, without what matching does not tell apart
// ("Ubuntu:22.04" for "Ubuntu:22.04:LTS", "Packagist" for
// "Packagist:https://packages.drupal.org/8").
std::string OsvNamespace(std::string_view ecosystem);
// PackageKey::name.
std::string OsvPackageName(const OsvEcosystem& ecosystem, std::string_view name);

}  // namespace claircore::update

#endif  // UPDATER_UPDATERS_OSV_ECOSYSTEMS_H_
