#ifndef CLAIRCORE_EXAMPLES_CLAIRSCAN_PROGRAMS_H_
#define CLAIRCORE_EXAMPLES_CLAIRSCAN_PROGRAMS_H_

#include <ostream>

#include "claircore/index_report.h"

namespace clairscan {

// "3 programs nobody accounts for:", and a line with path and size for each of the first twenty.
// Nothing where there are none.
void PrintUnknownPrograms(const claircore::IndexReport& index, std::ostream& out);

}  // namespace clairscan

#endif  // CLAIRCORE_EXAMPLES_CLAIRSCAN_PROGRAMS_H_
