#ifndef MATCHER_MATCHERS_MATCHERS_H_
#define MATCHER_MATCHERS_MATCHERS_H_

#include <memory>

#include "claircore/matcher.h"

namespace claircore::matcher {

// One an ecosystem, each in its own source file. They say where to look; range and scheme decide.
std::shared_ptr<const Matcher> NewAlpineMatcher();
std::shared_ptr<const Matcher> NewChainguardMatcher();
std::shared_ptr<const Matcher> NewDebianMatcher();
std::shared_ptr<const Matcher> NewNodejsMatcher();
std::shared_ptr<const Matcher> NewPythonMatcher();
std::shared_ptr<const Matcher> NewUbuntuMatcher();
std::shared_ptr<const Matcher> NewWolfiMatcher();

}  // namespace claircore::matcher

#endif  // MATCHER_MATCHERS_MATCHERS_H_
