#ifndef CLAIRCORE_CODEC_PACKAGE_TYPE_H_
#define CLAIRCORE_CODEC_PACKAGE_TYPE_H_

#include "claircore/index_report.h"

namespace claircore::codec {

// Fills Package::type where it is empty, as in all reports that claircore for Go wrote: from the
// package's detector, else from its databases, its repositories, its distributions. What none of
// them tells stays empty.
void DerivePackageTypes(IndexReport& report);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_PACKAGE_TYPE_H_
