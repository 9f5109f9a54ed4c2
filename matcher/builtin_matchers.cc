#include "claircore/builtin_matchers.h"

#include "matcher/matchers/matchers.h"

namespace claircore::inline v0 {

void AddBuiltinMatchers(MatcherSet& set) {
  set.push_back(matcher::NewAlpineMatcher());
  set.push_back(matcher::NewChainguardMatcher());
  set.push_back(matcher::NewDebianMatcher());
  set.push_back(matcher::NewNodejsMatcher());
  set.push_back(matcher::NewPythonMatcher());
  set.push_back(matcher::NewUbuntuMatcher());
  set.push_back(matcher::NewWolfiMatcher());
}

}  // namespace claircore::inline v0
