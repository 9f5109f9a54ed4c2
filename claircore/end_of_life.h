#ifndef CLAIRCORE_END_OF_LIFE_H_
#define CLAIRCORE_END_OF_LIFE_H_

#include <string_view>

#include "claircore/distribution.h"

namespace claircore::inline v0 {

// The day, as "2024-06-30", until which its makers publish security fixes of a release for
// everybody: what is paid for (ESM, ELS, LTSS) or made by others (Debian's LTS) does not count.
// Later than that an image without findings may only mean that nobody looks any more. Empty for
// rolling releases and for what this build knows no date of; dates compare as text.
std::string_view EndOfLife(const Distribution& distribution);

// The day until which others go on with that for everybody, as Debian's LTS does; its feed has
// these fixes. Empty: nobody does.
std::string_view EndOfLongTermSupport(const Distribution& distribution);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_END_OF_LIFE_H_
