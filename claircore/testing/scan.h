#ifndef CLAIRCORE_TESTING_SCAN_H_
#define CLAIRCORE_TESTING_SCAN_H_

#include "claircore/package_scanner.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/sinks.h"

namespace claircore::inline v0::testing {

// What the scanner finds in the layer. A scan that fails is a failure of the running test.
FakePackageSink Scan(const PackageScanner& scanner, const FakeLayer& layer);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_SCAN_H_
