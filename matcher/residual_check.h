#ifndef MATCHER_RESIDUAL_CHECK_H_
#define MATCHER_RESIDUAL_CHECK_H_

#include <string>

#include "claircore/index_report.h"
#include "matcher/index/meta.h"
#include "matcher/tri.h"

namespace claircore::matcher {

// Whether a record meets the conditions of a statement beyond its range. kUnknown: `reason` says
// what could not be told.
Tri MeetsResidual(const Residual& residual, const IndexRecord& record, std::string& reason);

}  // namespace claircore::matcher

#endif  // MATCHER_RESIDUAL_CHECK_H_
