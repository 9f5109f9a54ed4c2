#ifndef MATCHER_TRI_H_
#define MATCHER_TRI_H_

#include <algorithm>
#include <cstdint>

namespace claircore::matcher {

// Yes, no, or nobody knows: what cannot be parsed must not look like "no".
enum class Tri : uint8_t { kNo, kUnknown, kYes };

inline Tri And(Tri a, Tri b) { return std::min(a, b); }
inline Tri Or(Tri a, Tri b) { return std::max(a, b); }
inline Tri ToTri(bool b) { return b ? Tri::kYes : Tri::kNo; }

}  // namespace claircore::matcher

#endif  // MATCHER_TRI_H_
