#include "claircore/testing/scan.h"

#include "absl/status/status.h"
#include "claircore/context.h"
#include "gtest/gtest.h"

namespace claircore::inline v0::testing {

FakePackageSink Scan(const PackageScanner& scanner, const FakeLayer& layer) {
  FakePackageSink sink;
  const absl::Status status = scanner.Scan(Context::Background(), *layer.For(scanner), sink);
  EXPECT_TRUE(status.ok()) << status;
  return sink;
}

}  // namespace claircore::inline v0::testing
