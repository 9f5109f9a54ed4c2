#ifndef MATCHER_MATCHERS_SYSTEM_PACKAGES_H_
#define MATCHER_MATCHERS_SYSTEM_PACKAGES_H_

#include <string_view>

#include "claircore/package.h"

namespace claircore::matcher {

// What the matchers of a package format return of types().
inline constexpr std::string_view kApk[] = {"apk"};
inline constexpr std::string_view kDeb[] = {"deb"};
inline constexpr std::string_view kRpm[] = {"rpm"};

// Under which name and version a distribution's feed speaks of a package.
struct SourcePackage {
  std::string_view name;
  std::string_view version;
};

// The source package's. Databases leave it out where it is called as the binary, or where the
// versions are the same: then the binary's own.
inline SourcePackage SourceOf(const Package& package) {
  const Package* source = package.source.get();
  if (source == nullptr || source->name.empty()) return {package.name, package.version};
  return {source->name, source->version.empty() ? package.version : source->version};
}

}  // namespace claircore::matcher

#endif  // MATCHER_MATCHERS_SYSTEM_PACKAGES_H_
