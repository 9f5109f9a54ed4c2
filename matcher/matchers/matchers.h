#ifndef MATCHER_MATCHERS_MATCHERS_H_
#define MATCHER_MATCHERS_MATCHERS_H_

#include <memory>
#include <vector>

#include "claircore/matcher.h"

namespace claircore::matcher {

// One a system, each in its own source file, and one a language, of which most are a row of a
// table. They say where to look; range and scheme decide.
std::shared_ptr<const Matcher> NewAlmaLinuxMatcher();
std::shared_ptr<const Matcher> NewAlpineMatcher();
std::shared_ptr<const Matcher> NewChainguardMatcher();
std::shared_ptr<const Matcher> NewDebianMatcher();
std::shared_ptr<const Matcher> NewJavaMatcher();
std::vector<std::shared_ptr<const Matcher>> NewLanguageMatchers();  // all but Java's and Python's
std::shared_ptr<const Matcher> NewPythonMatcher();
std::shared_ptr<const Matcher> NewRhelMatcher();
std::shared_ptr<const Matcher> NewRockyLinuxMatcher();
std::shared_ptr<const Matcher> NewUbuntuMatcher();
std::shared_ptr<const Matcher> NewUbuntuProMatcher();  // what its subscribers alone get
std::shared_ptr<const Matcher> NewWolfiMatcher();

}  // namespace claircore::matcher

#endif  // MATCHER_MATCHERS_MATCHERS_H_
