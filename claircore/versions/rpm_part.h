#ifndef CLAIRCORE_VERSIONS_RPM_PART_H_
#define CLAIRCORE_VERSIONS_RPM_PART_H_

#include <compare>
#include <string>
#include <string_view>

namespace claircore::versions {

// librpm's rpmvercmp.
std::weak_ordering CompareRpmPart(std::string_view a, std::string_view b);
// Its key, which ends itself: another part may follow.
void AppendRpmPart(std::string_view part, std::string& key);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_RPM_PART_H_
