#include "claircore/builtin_matchers.h"

#include <utility>

#include "matcher/matchers/matchers.h"

namespace claircore::inline v0 {

void AddBuiltinMatchers(MatcherSet& set) {
  set.push_back(matcher::NewAlmaLinuxMatcher());
  set.push_back(matcher::NewAlpineMatcher());
  set.push_back(matcher::NewChainguardMatcher());
  set.push_back(matcher::NewDebianMatcher());
  set.push_back(matcher::NewJavaMatcher());
  for (auto& language : matcher::NewLanguageMatchers()) set.push_back(std::move(language));
  set.push_back(matcher::NewPythonMatcher());
  set.push_back(matcher::NewRhelMatcher());
  set.push_back(matcher::NewRockyLinuxMatcher());
  set.push_back(matcher::NewUbuntuMatcher());
  set.push_back(matcher::NewUbuntuProMatcher());
  set.push_back(matcher::NewWolfiMatcher());
}

}  // namespace claircore::inline v0
